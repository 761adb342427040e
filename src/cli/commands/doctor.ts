import type { Command } from 'commander';
import { examples } from '../examples.ts';
import type { Act, Session } from '../session.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Finding } from '../doctor/finding.ts';
import { padded, type Tone } from '../terminal/words.ts';

/** `doctor`: checks everything that a working connector needs, one line each. */
export function doctorCommand(program: Command, act: Act): void {
  program
    .command('doctor')
    .description('Check the configuration, the service and everything around it, one line each.')
    .option('--webhook-url <url>', 'Also challenge this public URL, e.g. before it is registered.')
    .addHelpText(
      'after',
      '\nWhere the environment has the configuration of the service (CCM_URL and so on), that is\n' +
        'checked as well, and its neighbours are called from here. Ends with 1 if any line is FAIL.',
    )
    .addHelpText(
      'after',
      examples(
        'doctor',
        'doctor --webhook-url https://HOST/twitter-connector/webhook/twitter/732739706',
      ),
    )
    .action(act(doctor));
}

/** Room for `subscription` and an id of X, which has up to 19 digits. */
const width = 32;

const tones: Readonly<Record<Finding['level'], Tone>> = {
  ok: 'good',
  warn: 'warning',
  FAIL: 'bad',
  skip: 'weak',
};

async function doctor(
  { api, output, terminal }: Session,
  { webhookUrl }: { readonly webhookUrl?: string },
): Promise<ExitCode> {
  const { examine } = await import('../doctor/examine.ts');
  let failed = false;
  const patient = { api, terminal, ...(webhookUrl !== undefined && { webhookUrl }) };
  for await (const finding of examine(patient)) {
    failed ||= finding.level === 'FAIL';
    if (output.json) {
      await output.value(finding);
      continue;
    }
    const level = output.paint(tones[finding.level], padded(finding.level, 4));
    await output.line(`${level}  ${padded(finding.check, width)}  ${finding.told}`);
    if (finding.advice !== undefined)
      await output.line(`      ${' '.repeat(width)}  ${finding.advice}`);
  }
  return failed ? exitCodes.failed : exitCodes.ok;
}
