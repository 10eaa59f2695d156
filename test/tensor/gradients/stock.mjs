// Stock TF.js, in a separate process, because Ganvas corrects it wherever it is imported: the
// derivatives of slope penalties by the tape and by central differences, as one line of JSON.
import * as tf from "@tensorflow/tfjs";
import { slopePenalties } from "./slope-penalties.mjs";

await tf.setBackend("cpu");
console.log(JSON.stringify(slopePenalties(tf)));
