// What a user's program looks like to the compiler: checked by declarations.test.ts against the
// built declarations, under the oldest and the newest supported TypeScript.
import {
  Gan,
  imageGrid,
  lossChart,
  mlpDiscriminator,
  mlpGan,
  mlpGenerator,
  mnist,
  trainGan,
  type Dataset,
} from "ganvas";

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
