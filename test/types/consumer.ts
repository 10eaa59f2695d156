// A user's program as the compiler sees it: checked by declarations.test.ts against the
// built declarations, under the oldest and the newest supported TypeScript.
import {
  checkbox,
  dropdown,
  exportModel,
  Gan,
  imageGrid,
  interact,
  intSlider,
  lossChart,
  mlpDiscriminator,
  mlpGan,
  mlpGenerator,
  mnist,
  parallelCoordinates,
  progress,
  searchTable,
  trainGan,
  type Dataset,
} from "ganvas";
import { choice, gridSearch, logUniform, search, successiveHalving } from "ganvas/search";
import { spectralConv2d } from "ganvas/layers";

const digits: Dataset<readonly [28, 28, 1]> = await mnist();
const model = mlpGan({ image: [28, 28, 1], latent: 64, seed: 7 });
const latent: 64 = model.latent;
const [height]: readonly [28, 28, 1] = model.image;
const chart = lossChart();
for await (const step of trainGan(model, digits, { steps: 10 })) {
  const loss: number = step.metrics["generator loss"];
  // @ts-expect-error there is no metric of this name
  void step.metrics["no such metric"];
  void loss;
  chart.add(step);
}
imageGrid(model.sample(64));
void [latent, height];

const color = mlpGan({ image: [32, 32, 3], latent: 16 });
// @ts-expect-error digits are 28x28x1, the model draws 32x32x3
trainGan(color, digits, { steps: 10 });

const generator = () => mlpGenerator({ image: [512, 512, 1], latent: 64 });
const discriminator = mlpDiscriminator({ image: [64, 64, 3] });
// @ts-expect-error a generator of 512x512x1 does not fit a discriminator of 64x64x3
new Gan({ generator, discriminator });

// @ts-expect-error the latent size is part of the type
const other: typeof model = mlpGan({ image: [28, 28, 1], latent: 32 });
void other;

const size = dropdown({ options: { small: 8, large: 64 } });
await interact({ size, n: intSlider(), on: checkbox() }, (values) => {
  const all: { size: number; n: number; on: boolean } = values;
  // @ts-expect-error there is no widget of this name
  void values.other;
  return all;
});
for await (const choice of size) void (choice satisfies number);
// @ts-expect-error one of the options is wanted
size.value = "small";
for (const name of progress(["a", "b"])) void name.length;
for await (const done of progress([Promise.resolve(1)], { unit: "images" })) void done.toFixed();
async function* source() {
  yield "late";
}
for await (const text of progress(source())) void text.length;
// @ts-expect-error what comes later cannot be looped over now
for (const text of progress(source())) void text;

const trials = search(
  { rate: logUniform(1e-5, 1e-2), batch: choice(16, 32, 64), loss: choice("hinge", "minimax") },
  async ({ rate, batch, loss }, { budget, signal }) => {
    const typed: { rate: number; batch: 16 | 32 | 64; loss: "hinge" | "minimax" } = {
      ...{ rate, batch, loss },
    };
    const some = { steps: budget, batch: typed.batch, signal };
    for await (const step of trainGan(model, digits, some)) void step;
    return { distance: 1, accuracy: 0.5 };
  },
  { strategy: successiveHalving({ trials: 9, budget: [100, 900] }), better: "lower" },
);
const [axes, table] = [parallelCoordinates(), searchTable()];
for await (const trial of trials) {
  axes.add(trial);
  table.add(trial);
  const batch: 16 | 32 | 64 | undefined = trial.best?.config.batch;
  // @ts-expect-error there is no parameter of this name
  void trial.config.width;
  void batch;
}
// @ts-expect-error it must be said which values are the better ones
search({ rate: logUniform(1e-5, 1e-2) }, () => 1, { strategy: gridSearch() });

await exportModel("digits", model, { name: "digits" });
void spectralConv2d({ filters: 8, kernelSize: 3 });
