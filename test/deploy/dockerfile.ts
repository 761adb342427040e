import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Copy,
  DockerfileParser,
  type Instruction,
  type JSONInstruction,
} from 'dockerfile-ast';

export const root = join(import.meta.dirname, '../..');
export const dockerfileText = readFileSync(join(root, 'deploy/Dockerfile'), 'utf8');

/** Files that are copied into a stage: from the build's context, or from another stage. */
export interface Copied {
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly target: string;
}

/** What a stage of the image is made of, with all that it has from the stages it begins with. */
export interface Stage {
  readonly name: string;
  readonly image: string;
  readonly copied: readonly Copied[];
  readonly commands: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  readonly user: string;
  readonly stopSignal: string;
  readonly ports: readonly string[];
  readonly start: readonly string[];
  readonly healthCheck: readonly string[];
}

const empty: Stage = {
  name: '',
  image: '',
  copied: [],
  commands: [],
  environment: {},
  workingFolder: '/',
  user: 'root',
  stopSignal: '',
  ports: [],
  start: [],
  healthCheck: [],
};

/** The stages in their order. An instruction that is not understood here is an error. */
export function stagesOf(text: string): readonly Stage[] {
  const stages: Stage[] = [];
  let now = empty;
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword();
    const read = readers[keyword];
    if (read === undefined) throw new Error(`${keyword} is not understood`);
    if (keyword === 'FROM') {
      const [image = '', , name = ''] = wordsOf(instruction);
      const parent = stages.find((stage) => stage.name === image);
      now = { ...(parent ?? { ...empty, image }), name };
    } else {
      now = { ...now, ...read(now, instruction) };
      stages.pop();
    }
    stages.push(now);
  }
  return stages;
}

const wordsOf = (instruction: Instruction): readonly string[] =>
  instruction.getArguments().map((word) => word.getValue());

const listOf = (instruction: Instruction): readonly string[] =>
  (instruction as JSONInstruction).getJSONStrings().map((word) => word.getJSONValue());

const readers: Readonly<Record<string, (now: Stage, read: Instruction) => Partial<Stage>>> = {
  FROM: () => ({}),
  LABEL: () => ({}),
  COPY: ({ copied }, copy) => {
    const words = wordsOf(copy);
    const from = (copy as Copy).getFromFlag()?.getValue() ?? undefined;
    return {
      copied: [...copied, { from, sources: words.slice(0, -1), target: words.at(-1) ?? '' }],
    };
  },
  RUN: ({ commands }, run) => ({
    commands: [...commands, (run.getArgumentsContent() ?? '').replace(/\\\n\s*/g, '')],
  }),
  ENV: ({ environment }, env) => ({
    environment: {
      ...environment,
      ...Object.fromEntries(wordsOf(env).map((word) => word.split(/=(.*)/s).slice(0, 2))),
    },
  }),
  WORKDIR: (_now, folder) => ({ workingFolder: wordsOf(folder)[0] ?? '' }),
  USER: (_now, user) => ({ user: wordsOf(user)[0] ?? '' }),
  STOPSIGNAL: (_now, signal) => ({ stopSignal: wordsOf(signal)[0] ?? '' }),
  EXPOSE: ({ ports }, expose) => ({ ports: [...ports, ...wordsOf(expose)] }),
  HEALTHCHECK: (_now, check) => ({
    healthCheck: JSON.parse(/CMD (\[.*\])/s.exec(check.getArgumentsContent() ?? '')?.[1] ?? '[]'),
  }),
  ENTRYPOINT: (_now, entry) => ({ start: listOf(entry) }),
  CMD: ({ start }, command) => {
    const options = start.filter((word) => !/\.(ts|mjs)$/.test(word));
    return { start: [...options, ...listOf(command)] };
  },
};
