// Shapes and classes of images that are streamed: checked by declarations.test.ts against the built
// declarations.
import { conditionalGan, dcgan, ganRun, imageFolder, trainGan, type ImageSet } from "ganvas";
import { streamedImageFolder, type StreamedImageFolder } from "ganvas/data";

const image = [32, 32, 3] as const;
const steps = { steps: 10 };
const plain = dcgan({ image, latent: 64 });
const conditional = conditionalGan({ image, latent: 64, classes: 2 });

const photos = await streamedImageFolder("photos", { image });
photos satisfies StreamedImageFolder<readonly [32, 32, 3]>;
trainGan(plain, photos, steps);
trainGan(plain, photos.split(0.9)[0], steps);
// @ts-expect-error how many classes there are is not known
trainGan(conditional, photos, steps);
// @ts-expect-error nor by saying that there are some
trainGan(conditional, await streamedImageFolder("photos", { image, classes: true }), steps);

const kinds = await streamedImageFolder("photos", { image, classes: ["cats", "dogs"] });
kinds satisfies ImageSet<readonly [32, 32, 3], 2>;
trainGan(conditional, kinds, steps);
ganRun(conditional, kinds.shuffle(), steps);
trainGan(conditional, await imageFolder("photos", { image, classes: ["cats", "dogs"] }), steps);
const three = await streamedImageFolder("photos", { image, classes: ["cats", "dogs", "birds"] });
// @ts-expect-error three classes are not two
trainGan(conditional, three, steps);
// @ts-expect-error images of 64x64 are not of 32x32
trainGan(plain, await streamedImageFolder("photos", { image: [64, 64, 3] }), steps);
