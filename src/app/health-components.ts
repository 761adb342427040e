import type { Container } from 'inversify';
import { systemClock } from '../adapters/system/system-clock.ts';
import type { Component } from '../adapters/http/health.ts';
import type { Failure } from '../domain/errors.ts';
import { accountTarget, contactCenterTarget } from '../domain/messaging/lanes-of.ts';
import { tokens } from './tokens.ts';

/** One line per dependency: the journal, CCM, and each account on X. */
export async function componentsOf(from: Container): Promise<Readonly<Record<string, Component>>> {
  const targets = from.get(tokens.lanes).targets();
  const state = (target: string): Component => {
    const { trouble, troubleSinceMs } = targets.get(target) ?? {};
    if (troubleSinceMs === undefined) return { status: 'UP' };
    const since = new Date(troubleSinceMs).toISOString();
    return { status: 'DOWN', since, reason: trouble?.code, ...untilOf(trouble) };
  };
  const components: Record<string, Component> = {
    journal: await journalState(from),
    ccm: state(contactCenterTarget),
  };
  for (const account of from.get(tokens.accounts).all()) {
    const target = state(accountTarget(account.id));
    const status = account.state === 'active' ? target.status : 'DOWN';
    components[`x/${account.id}`] = { ...target, status, account: account.state };
  }
  return components;
}

/** When the target said that it will answer again. */
const untilOf = (trouble: Failure | undefined) =>
  trouble?.retryAtMs === undefined ? {} : { until: new Date(trouble.retryAtMs).toISOString() };

/** For so long after it failed, the journal counts as down even if a small row can be written. */
const distrustMs = 10_000;

/** An empty transaction would prove nothing, so a row is written. */
async function journalState(from: Container): Promise<Component> {
  const failedAtMs = from.get(tokens.lanes).journalFailedAtMs ?? Number.NEGATIVE_INFINITY;
  try {
    if (systemClock.now() - failedAtMs < distrustMs) throw new Error('it failed just now');
    await from.get(tokens.journalProof).make();
    const { dead } = await from.get(tokens.store).statistics();
    return { status: 'UP', deadLetters: dead };
  } catch (thrown) {
    return { status: 'DOWN', reason: thrown instanceof Error ? thrown.message : 'unknown' };
  }
}
