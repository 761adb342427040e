import type { z } from 'zod';
import { type Answer, NO_CONTENT, ok } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import type { SettingsChange } from '../settings.ts';
import * as bodies from './bodies.ts';
import type { Control } from './control.ts';
import { ControlRefusal } from './control-refusal.ts';
import { settingsBody } from './settings-body.ts';

type Handle = (control: Control, request: ApiRequest, id: string) => Answer | Promise<Answer>;

const ROUTES: Readonly<Record<string, Handle>> = {
  'POST /sandbox/apps': withBody(bodies.newAppBody, (control, body) =>
    created(control.registrations.addApp(body)),
  ),
  'POST /sandbox/apps/:id': withBody(bodies.appChangeBody, (control, body, id) =>
    nothing(control.registrations.changeApp(id, body)),
  ),
  'POST /sandbox/users': withBody(bodies.newUserBody, (control, body) =>
    created(control.registrations.addUser(body)),
  ),
  'POST /sandbox/users/:id': withBody(bodies.userChangeBody, (control, body, id) =>
    nothing(control.registrations.changeUser(id, body)),
  ),
  'POST /sandbox/users/:id/tokens': withBody(bodies.appChoiceBody, (control, body, id) =>
    created(control.registrations.issueToken(id, body.appId)),
  ),
  'POST /sandbox/users/:id/oauth2-tokens': withBody(bodies.oauth2TokensBody, (control, body, id) =>
    created(control.oauth2.issueTokens(id, body)),
  ),
  'POST /sandbox/users/:id/oauth2-codes': withBody(bodies.oauth2CodeBody, (control, body, id) =>
    created(control.oauth2.issueCode(id, body)),
  ),
  'POST /sandbox/users/:id/revoke': withBody(bodies.appChoiceBody, (control, body, id) =>
    nothing(control.registrations.revoke(id, body.appId)),
  ),
  'POST /sandbox/users/:id/messages': withBody(bodies.newMessageBody, (control, body, id) =>
    created(control.write(id, body.to, body.text, body)),
  ),
  'POST /sandbox/users/:id/typing': withBody(bodies.typingBody, (control, body, id) =>
    nothing(control.type(id, body.to)),
  ),
  'POST /sandbox/users/:id/chats': withBody(bodies.typingBody, (control, body, id) =>
    nothing(control.activity.chat(id, body.to)),
  ),
  'POST /sandbox/forms': withBody(bodies.formsBody, (control, body) =>
    nothing(control.activity.deliverIn(body)),
  ),
  'POST /sandbox/users/:id/reads': withBody(bodies.readBody, (control, body, id) =>
    nothing(control.read(id, body.to, body.lastReadEventId)),
  ),
  'POST /sandbox/routes': withBody(bodies.routeBody, (control, { host, target }) =>
    nothing(control.route(host, target)),
  ),
  'POST /sandbox/settings': withBody(settingsBody, (control, body) => {
    control.change(defined(body));
    return ok(control.state().settings);
  }),
  'POST /sandbox/webhooks/:id/invalidate': (control, _, id) =>
    nothing(control.invalidateWebhook(id)),
  'POST /sandbox/faults': withBody(bodies.faultBody, (control, body) =>
    nothing(control.addFault(body)),
  ),
  'DELETE /sandbox/faults': (control) => nothing(control.clearFaults()),
  'GET /sandbox/clock': (control) => ok(control.clock.show()),
  'POST /sandbox/clock': withBody(bodies.clockBody, async (control, body) =>
    ok(await control.clock.change(body)),
  ),
  'GET /sandbox/messages': (control, request) =>
    ok(control.messages(read(bodies.messagesQuery, Object.fromEntries(request.query)))),
  'GET /sandbox/media': (control) => ok(control.media.list()),
  'GET /sandbox/media/:id/bytes': (control, _, id) => ({
    status: 200,
    content: control.media.file(id),
  }),
  'DELETE /sandbox/media/:id': (control, _, id) => nothing(control.media.delete(id)),
  'GET /sandbox/signals': (control) => ok(control.signals()),
  'GET /sandbox/requests': (control, request) => ok(control.requests(after(request))),
  'GET /sandbox/deliveries': (control, request) => ok(control.deliveries(after(request))),
  'GET /sandbox/state': (control) => ok(control.state()),
  'POST /sandbox/reset': async (control) => {
    await control.reset();
    return NO_CONTENT;
  },
};

const WITH_ID = /^(\/sandbox\/(?:apps|users|webhooks|media)\/)([^/]+)(.*)$/;

/** Answers a call of the control surface; wrong calls are answered with all their faults. */
export async function answerControl(control: Control, request: ApiRequest): Promise<Answer> {
  try {
    const [, before = '', id = '', rest = ''] = WITH_ID.exec(request.path) ?? [];
    const path = id === '' ? request.path : `${before}:id${rest}`;
    const handle = ROUTES[`${request.method} ${path}`];
    if (handle === undefined) throw refused(404, '', 'there is no such control call');
    return await handle(control, request, id);
  } catch (error) {
    if (error instanceof ControlRefusal) {
      return { status: error.status, body: { errors: error.faults } };
    }
    console.error(error);
    return { status: 500, body: { errors: [{ path: '', message: 'internal error' }] } };
  }
}

function withBody<T>(
  schema: z.ZodType<T>,
  handle: (control: Control, body: T, id: string) => Answer | Promise<Answer>,
): Handle {
  return (control, request, id) => {
    const json = request.bytes.length === 0 ? {} : request.json;
    if (json === undefined) throw refused(400, '', 'must be JSON');
    return handle(control, read(schema, json), id);
  };
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new ControlRefusal(
    400,
    result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  );
}

function after(request: ApiRequest): number | undefined {
  return read(bodies.logQuery, Object.fromEntries(request.query)).after;
}

function defined(value: object): SettingsChange {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));
}

function created(body: unknown): Answer {
  return { status: 201, body };
}

/** 204 for a call that has been made. */
function nothing(_made: void): Answer {
  return NO_CONTENT;
}

function refused(status: number, path: string, message: string): ControlRefusal {
  return new ControlRefusal(status, [{ path, message }]);
}
