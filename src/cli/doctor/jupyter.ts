/** Which Jupyter is there, which kernel does it start, and can it show widgets? */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { projectJupyter } from "../jupyter-folders.js";
import { broken, fine, notice, type Finding } from "./finding.js";

/** The `jupyter` of the project's environment, else the one that PATH has; undefined if none runs. */
export function findJupyter(): string | undefined {
  const ofProject = projectJupyter();
  return [fs.existsSync(ofProject) ? ofProject : "", "jupyter"].find(
    (program) => program && ask(program, ["--version"]) !== undefined,
  );
}

export function checkJupyter(jupyter: string | undefined): Finding[] {
  if (!jupyter)
    return [
      broken(
        "Expected a jupyter command, found none in .ganvas/python or PATH: run npm start in a clone of Ganvas, or pip install jupyterlab.",
      ),
    ];
  const lab = ask(jupyter, ["lab", "--version"])?.trim();
  const version = lab ? `JupyterLab ${lab}` : "Jupyter without JupyterLab";
  return [(lab ? fine : notice)(`${version} (${jupyter})`), checkWidgets(jupyter)];
}

/** Widgets need a package beside JupyterLab; all else works without it. */
function checkWidgets(jupyter: string): Finding {
  const data = JSON.parse(ask(jupyter, ["--paths", "--json"]) ?? "{}") as { data?: string[] };
  const extension = "labextensions/@jupyter-widgets/jupyterlab-manager/package.json";
  return (data.data ?? []).some((folder) => fs.existsSync(path.join(folder, extension)))
    ? fine("ipywidgets: sliders and other widgets work")
    : notice("No ipywidgets beside Jupyter: sliders need it (pip install ipywidgets).");
}

/** The output of a Jupyter program; undefined if it does not run or fails. */
export function ask(program: string, words: string[]): string | undefined {
  try {
    return execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}
