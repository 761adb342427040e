import { answersIn, customerOf, isPoisoned, lengthOf, type Plan } from './plan.ts';

/** What the neighbours received and what the operators are shown. */
export interface Evidence {
  /** What the contact centre showed, in order: customer, CIM id, X's event id, text. */
  readonly shown: readonly (readonly [string, string, string, string])[];
  /** Ids of the delivery reports that it received. */
  readonly reports: readonly string[];
  /** What X received, in order. */
  readonly sent: readonly { readonly to: string; readonly text: string }[];
  /** The customer of each dead letter. */
  readonly dead: readonly string[];
}

/** What the neighbours saw. */
export interface Verdict {
  messages: number;
  answers: number;
  readonly wrong: Wrong;
}

/** Counts, each of which must be 0. */
export interface Wrong {
  lost: number;
  shownTwice: number;
  overtaken: number;
  answersLost: number;
  answersSentTwice: number;
  answersOvertaken: number;
  /** Answers without a report, and reports without an answer. */
  unreported: number;
  /** Dead letters that should be none, and poisoned messages that are no dead letters. */
  wronglyDead: number;
}

/** Judges by the evidence alone. For the contact centre the same CIM id again is the same message. */
export function verify(plan: Plan, { shown, reports, sent, dead }: Evidence): Verdict {
  const firsts = [...new Map(shown.map((row) => [row[1], row] as const)).values()];
  const messages = numbers(firsts.map(([customer, , , text]) => [customer, Number(text)]));
  const answers = numbers(sent.map(({ to, text }) => [to, Number(text.split(' ')[1])]));
  const buried = numbers(dead.map((customer) => [customer, 0]));
  const verdict = { messages: 0, answers: 0 };
  const wrong: Wrong = {
    lost: 0,
    shownTwice: 0,
    overtaken: 0,
    answersLost: 0,
    answersSentTwice: 0,
    answersOvertaken: 0,
    unreported: -new Set(reports).size,
    wronglyDead: 0,
  };
  for (let c = 0; c < plan.conversations; c++) {
    const customer = customerOf(c);
    const length = lengthOf(c, plan);
    const poisoned = isPoisoned(c);
    const said = account(messages.get(customer), poisoned ? 0 : length);
    const answered = account(answers.get(customer), answersIn(c, plan));
    const deadHere = poisoned ? length + answersIn(c, plan) : 0;
    verdict.messages += said.distinct;
    verdict.answers += answered.distinct;
    wrong.lost += said.missing;
    wrong.shownTwice += said.repeated;
    wrong.overtaken += said.overtaken;
    wrong.answersLost += answered.missing;
    wrong.answersSentTwice += answered.repeated;
    wrong.answersOvertaken += answered.overtaken;
    wrong.unreported += poisoned ? 0 : answersIn(c, plan);
    wrong.wronglyDead += Math.abs((buried.get(customer)?.length ?? 0) - deadHere);
  }
  wrong.unreported = Math.abs(wrong.unreported);
  return { ...verdict, wrong };
}

/** The numbers of each customer, in order. */
function numbers(rows: readonly (readonly [string, number])[]): ReadonlyMap<string, number[]> {
  const by = new Map<string, number[]>();
  for (const [customer, number] of rows) {
    const list = by.get(customer);
    if (list === undefined) by.set(customer, [number]);
    else list.push(number);
  }
  return by;
}

/** Numbers 0 to `expected` - 1 should be there once each, rising. */
function account(numbersSeen: readonly number[] = [], expected: number) {
  const seen = new Set<number>();
  let highest = -1;
  let overtaken = 0;
  for (const number of numbersSeen) {
    if (!seen.has(number) && number < highest) overtaken++;
    highest = Math.max(highest, number);
    seen.add(number);
  }
  const missing = Math.max(0, expected - seen.size);
  return { distinct: seen.size, missing, repeated: numbersSeen.length - seen.size, overtaken };
}
