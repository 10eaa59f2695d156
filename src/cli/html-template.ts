/**
 * A template for `jupyter nbconvert --to html --template ganvas`: nbconvert's own, in which pictures
 * have their output's text as alternative text. nbconvert's writes "No description has been provided
 * for this image", and asks for nothing better. Can go when it takes the text.
 */
import fs from "node:fs";
import path from "node:path";

const CONFIGURATION = { base_template: "lab", mimetypes: { "text/html": true } };

/** Blocks of nbconvert's template that write a picture. */
const PICTURES = ["data_png", "data_jpg"];

const described = (block: string): string => `{% block ${block} scoped %}
{{ super().replace('<img', '<img alt="' ~ (output.data['text/plain'] | default('') | escape_html) ~ '"', 1) }}
{% endblock %}
`;

const folderOf = (kernels: string): string =>
  path.join(path.dirname(kernels), "nbconvert/templates/ganvas");

/** Writes the template beside a folder of kernels. */
export function writeTemplate(kernels: string): void {
  const folder = folderOf(kernels);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "conf.json"), JSON.stringify(CONFIGURATION) + "\n");
  const index = `{%- extends 'lab/index.html.j2' -%}\n${PICTURES.map(described).join("")}`;
  fs.writeFileSync(path.join(folder, "index.html.j2"), index);
}

/** Removes the template that {@link writeTemplate} wrote. */
export function removeTemplate(kernels: string): void {
  fs.rmSync(folderOf(kernels), { recursive: true, force: true });
}
