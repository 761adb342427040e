/** What the newer versions of the function can do. */
type Ability = 'traces';

/** A version of the function of commits. Those that were released stay as they are. */
export interface CommitVersion {
  readonly number: number;
  /** The part if this version can do that, else nothing. */
  readonly when: (ability: Ability, part: string) => string;
}

const version = (number: number, ...abilities: readonly Ability[]): CommitVersion => ({
  number,
  when: (ability, part) => (abilities.includes(ability) ? part : ''),
});

export const withoutTraces = version(1);
export const newestCommit = version(2, 'traces');
