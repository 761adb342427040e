import { Failure } from '../errors.ts';
import { type Run, StepFailed } from '../steps.ts';
import type { Credentials } from './account.ts';
import type { Profile, Profiles } from './profiles.ts';

/** Whose credentials X says these are; fails when they are not those of `accountId`, if it is given. */
export async function verifiedOwner(
  profiles: Profiles,
  credentials: Credentials,
  accountId: string | undefined,
  run: Run,
): Promise<Profile> {
  const owner = await run.attempt('verify-credentials', () => profiles.owner(credentials));
  if (accountId !== undefined && owner.id !== accountId) throw notTheOwner(owner.id, accountId);
  run.note('verify-credentials', `these are the tokens of @${owner.screenName}`);
  return owner;
}

function notTheOwner(ownerId: string, accountId: string): StepFailed {
  const failure = new Failure('rejected', `the tokens belong to account ${ownerId}`);
  const advice = `Use the tokens of account ${accountId}, or name account ${ownerId} instead: its WEBHOOK-URL must end in /webhook/twitter/${ownerId}.`;
  return new StepFailed('verify-credentials', failure, advice);
}
