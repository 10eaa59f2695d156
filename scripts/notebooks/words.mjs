/** The few sentences that the builder itself writes into a notebook, in each language. */

/** @typedef {import("./lesson.mjs").Lesson} Lesson */
/** @typedef {import("./notebook.mjs").Run} Run */

/**
 * @typedef {object} Words
 * @property {string} time
 * @property {string} buildsOn
 * @property {(seed: number | undefined, minutes: number, seconds: number, cpu: string, cores: number) => string} closing
 */

/** @type {Record<string, Words>} */
const WORDS = {
  en: {
    time: "Time:",
    buildsOn: "Builds on:",
    closing: (seed, minutes, seconds, cpu, cores) =>
      `The outputs stored here come from the full setting${seed === undefined ? "" : ` with seed ${seed}`}: ${minutes ? `${minutes} min ` : ""}${seconds} s for the whole notebook on ${cpu}, ${cores} ${cores === 1 ? "core" : "cores"}.`,
  },
  zh: {
    time: "用时：",
    buildsOn: "前置内容：",
    closing: (seed, minutes, seconds, cpu, cores) =>
      `此处保存的输出来自完整设置${seed === undefined ? "" : `（随机种子 ${seed}）`}：在 ${cpu}（${cores} 核）上运行整个笔记本用时 ${minutes ? `${minutes} 分 ` : ""}${seconds} 秒。`,
  },
};

/** The languages an edition may have. */
export const LANGUAGES = Object.keys(WORDS);

/** @param {Lesson} lesson */
export function openingText({ front, language }) {
  const { time, buildsOn } = words(language);
  return `# ${front.title}\n\n**${time}** ${front.time}  \n**${buildsOn}** ${front.buildsOn}`;
}

/** @param {Lesson} lesson @param {Run} run */
export function closingText({ front, language }, { seconds, machine }) {
  const whole = Math.round(seconds);
  const { closing } = words(language);
  return `*${closing(front.seed, Math.floor(whole / 60), whole % 60, machine.cpu, machine.cores)}*`;
}

/** @param {string} language */
function words(language) {
  const texts = WORDS[language];
  if (!texts) throw new Error(`No words for the language "${language}": add them to words.mjs.`);
  return texts;
}
