// What the match demonstrator says, in the words of the interface and of the page. Pure.
(function (Matchbook) {
  "use strict";

  /** `nouns` are what the page calls one applicant and one program. */
  Matchbook.matchWords = (strings, nouns, language) => {
    const { fill } = Matchbook;
    const ordinals = new Intl.PluralRules(language, { type: "ordinal" });
    /** Whether a name stands for the reader; also in other letters, with `isLoose`. */
    const isYou = (name, isLoose = false) => (isLoose ? name.toLowerCase() === strings.match_you.toLowerCase() : name === strings.match_you);

    const say = (key, values = {}) => fill(strings[`match_${key}`], { noun: nouns.program, ...values });
    /** Rank 0 as "1st". */
    const ordinal = rank => fill(strings[`match_ordinal_${ordinals.select(rank + 1)}`] ?? strings.match_ordinal_other, { n: rank + 1 });
    const names = list => list.join(", ") || strings.match_nothing;
    /** "Harbor (2nd choice)" or "no match". */
    const choice = ({ program, rank }) => (program ? say("choice", { program, rank: ordinal(rank) }) : strings.match_no_match);
    const difference = ({ before, after }) => say("difference_line", { now: choice(after), before: choice(before) });
    const stringFor = ({ applicant, outcome, out }) => (isYou(applicant) ? `${outcome}_you` : isYou(out) ? `${outcome}_out_you` : outcome);

    return {
      say, ordinal, names, choice, isYou, nouns,
      /** A step as a sentence; null is what comes before the first one. */
      sentence: (step, isFinal) => [
        step ? say(stringFor(step), { who: step.applicant, program: step.program, out: step.out }) : strings.match_start, isFinal ? strings.match_end : "",
      ].filter(Boolean).join(" "),
      /** What comes of a step, in a word or two. */
      short: ({ outcome, out }) => say(`short_${outcome}`, { out }),
      /** Who comes in and who goes out of a program. */
      event: ({ applicant: who, outcome, out }) => say({ held: "in", displaces: "swap", full: "away", unlisted: "not_listed_here" }[outcome], { who, out }),
      position: (at, total) => (at === 0 ? strings.match_position_start : say("position", { n: at, total })),
      /** Where an applicant stands. */
      where: ({ program, where }, isFinal) => say(where !== "held" ? where : isFinal ? "matched_to" : "held_by", { program }),
      places: number => say(number === 1 ? "place" : "place_count", { n: number }),
      error: error => say(`error_${error.kind}`, error),
      /** "Harbor (1st)", where there is little room. */
      brief: ({ program, rank }) => (program ? say("brief", { program, rank: ordinal(rank) }) : strings.match_no_match),
      /** "Lake (3rd choice) instead of Harbor (2nd choice)". */
      difference,
      /** All of them as sentences. */
      differences: list => list.map(one => `${one.applicant}: ${difference(one)}.`).join(" ") || strings.match_difference_none,
    };
  };
})(globalThis.Matchbook ??= {});
