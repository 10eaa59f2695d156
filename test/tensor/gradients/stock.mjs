// TF.js as it is, in a process of its own, because Ganvas mends it wherever it is imported: the
// derivatives of slope penalties by the tape and by central differences, as one line of JSON.
import * as tf from "@tensorflow/tfjs";
import { slopePenalties } from "./slope-penalties.mjs";

await tf.setBackend("cpu");
console.log(JSON.stringify(slopePenalties(tf)));
