import { DatabaseError } from 'pg';
import { Failure } from '../../domain/errors.ts';

/**
 * SQLSTATE classes in which the server speaks of its own state, of connections, limits and rights:
 * it may be otherwise in a moment. Its messages have no values in them.
 */
const unavailable = ['08', '25', '28', '3D', '40', '53', '55', '57', '58', 'F0', 'XX'];

/** Classes that speak of names of tables and functions. Others repeat values: texts of messages. */
const aboutNames = ['0A', '3F', '42', '54'];

/** What PostgreSQL refused, or how the connection to it broke: never a secret, never a text. */
export class PostgresError extends Failure {
  /** Absent when it was not the server that failed. */
  readonly sqlState: string | undefined;
  /** It is not known whether it was written, since the answer was lost; else nothing was. */
  readonly uncertain: boolean;

  constructor(words: string, sqlState: string | undefined, uncertain: boolean) {
    const known = sqlState?.slice(0, 2);
    const code = known === undefined || unavailable.includes(known) ? 'unavailable' : 'internal';
    super(code, words);
    this.sqlState = sqlState;
    this.uncertain = uncertain;
  }

  /** Two transactions got in each other's way, and this one was rolled back. */
  get collided(): boolean {
    return this.sqlState === '40P01' || this.sqlState === '40001';
  }
}

/** `sent`: the statement may have been on its way when it failed. */
export function errorFrom(thrown: unknown, sent: boolean): PostgresError {
  if (thrown instanceof PostgresError) return thrown;
  if (thrown instanceof DatabaseError) return fromServer(thrown, sent);
  const words = thrown instanceof Error ? thrown.message : 'it failed';
  return new PostgresError(`PostgreSQL: ${words}`, undefined, sent);
}

/** After an ERROR the server has rolled back; anything worse ends the connection, perhaps too late. */
function fromServer({ code = '', message, severity }: DatabaseError, sent: boolean): PostgresError {
  const telling = [...unavailable, ...aboutNames].includes(code.slice(0, 2));
  const words = `PostgreSQL ${code}${telling ? `: ${message}` : ''}`;
  return new PostgresError(words, code, sent && severity !== 'ERROR');
}
