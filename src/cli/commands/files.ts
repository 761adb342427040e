import type { Command } from 'commander';
import { File } from '../../adapters/grpc/generated/twitter_connector/v1/media.ts';
import { examples } from '../examples.ts';
import { idIn } from '../names.ts';
import type { Act, Session } from '../session.ts';
import { bytes } from '../terminal/progress.ts';
import { downloaded } from './download.ts';
import { uploaded } from './upload.ts';

/** `files put|get`. */
export function fileCommands(program: Command, act: Act): void {
  const files = program.command('files').description("Files of the contact centre's File Engine.");
  files
    .command('put')
    .description('Keep a file: images up to 5 MB, GIFs up to 15 MB, videos up to 25 MB.')
    .argument('<file>', 'Local file.')
    .option('--type <type>', 'What its bytes are, e.g. image/png (default: found out).')
    .option('--customer <customer>', 'Keep it with the files of this customer.', idIn)
    .addHelpText('after', examples('files put form.png', 'files put form.png --json'))
    .action(act(put));
  files
    .command('get')
    .description('Fetch a file.')
    .argument('<name>', 'Name of the file, or the address that the File Engine gave.')
    .option('-o, --output <file>', 'Where to; - is standard output (default: its own name, here).')
    .option('--force', 'Replace a file that is there.')
    .addHelpText('after', examples('files get form-1.png', 'files get form-1.png -o - | wc -c'))
    .action(act(get));
}

async function put(
  session: Session,
  options: { readonly type?: string; readonly customer?: string },
  path: string,
): Promise<void> {
  const { type, customer: conversation } = options;
  const file = await uploaded(session, { path, type, conversation });
  const fields = {
    name: file.name,
    type: file.contentType,
    size: bytes(Number(file.sizeBytes)),
    address: file.url,
  };
  await session.output.thing(fields, File.toJSON(file));
}

async function get(
  session: Session,
  options: { readonly output?: string; readonly force?: boolean },
  name: string,
): Promise<void> {
  const { file, path } = await downloaded(session, name, options);
  if (path === undefined) return;
  const size = bytes(Number(file.sizeBytes));
  await session.output.result(`${path}: ${file.contentType}, ${size}.`, {
    ...(File.toJSON(file) as object),
    path,
  });
}
