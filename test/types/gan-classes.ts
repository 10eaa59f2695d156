// How the number of classes travels through the types: checked by declarations.test.ts against the
// built declarations.
import {
  acgan,
  conditionalGan,
  dcgan,
  forecast,
  Gan,
  ganRun,
  mlpDiscriminator,
  mlpGenerator,
  trainGan,
  type Dataset,
} from "ganvas";
import { conditionalDiscriminator, conditionalGenerator } from "ganvas/gan";

const image = [28, 28, 1] as const;
declare const digits: Dataset<readonly [28, 28, 1], 10>;
declare const letters: Dataset<readonly [28, 28, 1], 26>;
declare const unknown: Dataset<readonly [28, 28, 1]>;
const steps = { steps: 10 };

const plain = dcgan({ image, latent: 64 });
const conditional = conditionalGan({ image, latent: 64, classes: 10 });
const none: 0 = plain.classes;
const ten: 10 = conditional.classes;
void [none, ten];

// A model without classes learns from any images of its shape, one with classes from the same number of classes.
trainGan(plain, digits, steps);
trainGan(plain, unknown, steps);
trainGan(conditional, digits, steps);
void forecast(steps, ganRun(conditional, digits, steps));
// @ts-expect-error ten classes are not twenty-six
trainGan(conditional, letters, steps);
// @ts-expect-error nor in a forecast
ganRun(conditional, letters, steps);
// @ts-expect-error how many classes there are is not known
trainGan(conditional, unknown, steps);
trainGan(acgan({ image, latent: 8, classes: 26 }), letters, steps);

// Labels only where there are classes.
conditional.sample(4, { labels: [1, 2, 3, 4], seed: 1 });
conditional.decode(conditional.latents(2), { labels: 3, ema: false });
const sevens = conditional.forClass(7);
const latent: 64 = sevens.latent;
void latent;
plain.sample(4, { seed: 1 });
// @ts-expect-error the model has no classes
plain.sample(4, { labels: 1 });
// @ts-expect-error the model has no classes
plain.decode(plain.latents(2), { labels: [0, 1] });
// @ts-expect-error the model has no classes
plain.forClass(1);

// Networks of one GAN know the same classes.
const ofClasses = () => conditionalGenerator({ image, latent: 64, classes: 10 });
const unconditional = () => mlpGenerator({ image, latent: 64 });
const ofTen = conditionalDiscriminator({ image, classes: 10 });
new Gan({ generator: ofClasses, discriminator: ofTen }) satisfies Gan<readonly [28, 28, 1], 64, 10>;
new Gan({ generator: unconditional, discriminator: mlpDiscriminator({ image }) });
// @ts-expect-error the generator has no classes
new Gan({ generator: unconditional, discriminator: ofTen });
// @ts-expect-error the discriminator knows none
new Gan({ generator: ofClasses, discriminator: mlpDiscriminator({ image }) });
// @ts-expect-error twenty-six are not ten
new Gan({ generator: ofClasses, discriminator: conditionalDiscriminator({ image, classes: 26 }) });
