import type { Api } from '../connection/api.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { accountFindings } from './account-checks.ts';
import { challengeFinding } from './challenge.ts';
import { configurationHere } from './configuration-check.ts';
import type { Finding } from './finding.ts';
import { contactCenterFinding, fileEngineFinding, xFindings } from './neighbour-checks.ts';
import {
  connectionFinding,
  deadLettersFinding,
  nothingSeen,
  serviceFinding,
  viewOf,
} from './service-checks.ts';

/** What is examined. */
export interface Patient {
  readonly api: Api;
  readonly terminal: Terminal;
  /** A public URL that is challenged beside those of the accounts. */
  readonly webhookUrl?: string;
}

/** All findings, each as soon as it is there. No check changes anything. */
export async function* examine(patient: Patient): AsyncGenerator<Finding> {
  const { api, terminal, webhookUrl } = patient;
  const { finding, settings } = configurationHere(terminal.environment);
  yield finding;
  yield* connectionFinding(api);
  const service = await serviceFinding(api);
  yield service.finding;
  const view = service.reached ? await viewOf(api) : nothingSeen;
  yield view.finding;
  yield await contactCenterFinding(settings, view, api.signal);
  yield await fileEngineFinding(api, settings, view);
  yield* xFindings(settings, terminal, api.signal);
  for (const account of view.accounts) yield* accountFindings(api, account);
  if (webhookUrl !== undefined) {
    yield await challengeFinding('public address', webhookUrl, api.signal);
  }
  yield* deadLettersFinding(view);
}
