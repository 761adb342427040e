import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_BUSINESS } from '../twitter/defaults.ts';
import { call } from './call.ts';
import type { Neighbours } from './stage.ts';

const patienceMs = 15_000;

/** Plays lines of a conversation and prints each when it has arrived where it should. */
export class Transcript {
  readonly #stage: Neighbours;
  readonly #print: (line: string) => unknown;
  readonly #startedMs = performance.now();

  constructor(stage: Neighbours, print = (line: string): unknown => process.stdout.write(line)) {
    this.#stage = stage;
    this.#print = print;
  }

  /** Something that happens around the conversation. */
  say(text: string, tookMs?: number): void {
    this.#line('·', text, tookMs);
  }

  /** A step of the registration. */
  step(step: string, outcome: string): void {
    this.#line('✓', `${step}: ${outcome}`);
  }

  /** Resolves when the contact centre shows the message. */
  async customerWrites(customerId: string, text: string): Promise<void> {
    const sentMs = performance.now();
    const { event } = (await this.#stage.customerWrites(customerId, text)).body;
    const query = `customer=${customerId}&type=PLAIN`;
    await this.#until(`the contact centre shows "${text}"`, async () =>
      (await this.#arrivals(query)).some(
        (arrival) => arrival.message.header.providerMessageId === event.id,
      ),
    );
    this.#line('customer → agent', text, performance.now() - sentMs);
  }

  /** Resolves when X has the message and the contact centre knows that it was delivered. */
  async agentWrites(customerId: string, text: string): Promise<void> {
    const sentMs = performance.now();
    const { body: sent } = await this.#stage.agentWrites(customerId, text);
    if (sent.status !== 200) throw new Error(`the connector answered ${sent.status}`);
    await this.#until(`"${text}" is delivered`, () => this.#isDelivered(customerId, sent.id));
    this.#line('agent → customer', `${text}  (delivered)`, performance.now() - sentMs);
  }

  /** The same with a file: `kind` is photo, gif or video. Resolves when agents can open it. */
  async customerSends(customerId: string, kind: 'photo' | 'video', bytes: number): Promise<void> {
    const sentMs = performance.now();
    const url = `${this.#stage.x.url}/sandbox/users/${customerId}/messages`;
    const media = { kind, fileBytes: bytes };
    const { event } = (await call('POST', url, { to: DEFAULT_BUSINESS.id, text: '', media })).body;
    const type = kind === 'photo' ? 'IMAGE' : 'VIDEO';
    await this.#until(`the contact centre shows the ${kind}`, async () =>
      (await this.#arrivals(`customer=${customerId}&type=${type}`)).some(
        (arrival) => arrival.message.header.providerMessageId === event.id,
      ),
    );
    this.#line('customer → agent', `[${kind}, ${megabytes(bytes)}]`, performance.now() - sentMs);
  }

  /** An agent sends a file of the File Engine. Resolves when it is delivered. */
  async agentSends(customerId: string, file: Buffer, type: string, name: string): Promise<void> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(file)], { type }), name);
    form.append('conversationId', '1');
    const url = `${this.#stage.cim.fileEngineUrl}/api/uploadFileStream`;
    const stored = (await (await fetch(url, { method: 'POST', body: form })).json()) as {
      name: string;
    };
    const mediaUrl = `${this.#stage.cim.fileEngineUrl}/api/downloadFileStream?filename=${stored.name}`;
    const attachment = { mediaUrl, mimeType: type, size: file.length, mediaName: stored.name };
    const body = { type: type.startsWith('video') ? 'VIDEO' : 'IMAGE', caption: name, attachment };
    await this.#delivered(customerId, body, `[${name}, ${megabytes(file.length)}]`);
  }

  /** A bot or agent offers a choice. Resolves when it is delivered. */
  async agentOffers(customerId: string, text: string, titles: readonly string[]): Promise<void> {
    const buttons = titles.map((title) => ({ title, payload: title.toLowerCase(), type: 'text' }));
    const body = {
      type: 'BUTTON',
      buttonMessageType: 'QUICK_REPLIES',
      markdownText: text,
      buttons,
    };
    await this.#delivered(
      customerId,
      body,
      `${text}  ${titles.map((title) => `( ${title} )`).join(' ')}`,
    );
  }

  /** The customer taps one of the options. Resolves when the contact centre shows it. */
  async customerTaps(customerId: string, label: string): Promise<void> {
    const sentMs = performance.now();
    const url = `${this.#stage.x.url}/sandbox/users/${customerId}/messages`;
    const said = { to: DEFAULT_BUSINESS.id, text: label, quickReply: label.toLowerCase() };
    const { event } = (await call('POST', url, said)).body;
    await this.#until(`the contact centre shows the tap on ${label}`, async () =>
      (await this.#arrivals(`customer=${customerId}&type=PLAIN`)).some(
        ({ message: { header } }) =>
          header.providerMessageId === event.id && header.entities?.payload,
      ),
    );
    this.#line('customer → agent', `( ${label} ) tapped`, performance.now() - sentMs);
  }

  /** Both sides are seen typing, and what was said is seen. */
  async signsOfLife(customerId: string): Promise<void> {
    const { cim, x } = this.#stage;
    const agent = { serviceIdentifier: DEFAULT_BUSINESS.id, customer: customerId };
    await call('POST', `${x.url}/sandbox/users/${customerId}/typing`, { to: DEFAULT_BUSINESS.id });
    const typing = { type: 'NOTIFICATION', notificationType: 'TYPING_STARTED' };
    await call('POST', `${cim.ccmUrl}/sandbox/agent`, { ...agent, body: typing });
    const { body: all } = await call('GET', `${x.url}/sandbox/messages?with=${customerId}`);
    const last = all.findLast((message: { from: string }) => message.from === DEFAULT_BUSINESS.id);
    const read = { to: DEFAULT_BUSINESS.id, lastReadEventId: last.id };
    await call('POST', `${x.url}/sandbox/users/${customerId}/reads`, read);
    const [shown] = (await this.#arrivals(`customer=${customerId}&type=PLAIN`)).slice(-1);
    const seen = {
      type: 'DELIVERYNOTIFICATION',
      messageId: shown.id,
      status: 'READ',
      reasonCode: 200,
    };
    await call('POST', `${cim.ccmUrl}/sandbox/agent`, { ...agent, body: seen });
    await this.#until('typing and reading are shown on both sides', async () => {
      const { body: signals } = await call('GET', `${x.url}/sandbox/signals`);
      const reports = await this.#arrivals(`customer=${customerId}&type=DELIVERYNOTIFICATION`);
      const typed = await this.#arrivals(`customer=${customerId}&type=NOTIFICATION`);
      const kinds = new Set(signals.map(({ kind }: { kind: string }) => kind));
      const isRead = reports.some(({ message }) => message.body.status === 'READ');
      return kinds.has('typing') && kinds.has('read') && typed.length > 0 && isRead;
    });
    this.#line('↔', 'typing … and "seen", shown on both sides');
  }

  async #delivered(customerId: string, body: object, shown: string): Promise<void> {
    const sentMs = performance.now();
    const { body: sent } = await this.#stage.agentWrites(customerId, '', { text: undefined, body });
    if (sent.status !== 200) throw new Error(`the connector answered ${sent.status}`);
    await this.#until(`${shown} is delivered`, () => this.#isDelivered(customerId, sent.id));
    this.#line('agent → customer', `${shown}  (delivered)`, performance.now() - sentMs);
  }

  async #isDelivered(customerId: string, id: string): Promise<boolean> {
    const reports = await this.#arrivals(`customer=${customerId}&type=DELIVERYNOTIFICATION`);
    return reports.some(
      ({ message: { body } }) => body.messageId === id && body.status === 'DELIVERED',
    );
  }

  /** Checks what each side has seen, and says so. */
  async end(): Promise<void> {
    const { body: all } = await call('GET', `${this.#stage.x.url}/sandbox/messages`);
    const fromBank = all.filter(
      (message: { from: string }) => message.from === DEFAULT_BUSINESS.id,
    );
    const texts = fromBank.map((message: { text: string }) => message.text);
    const words = texts.filter((text: string) => text !== '');
    if (new Set(words).size !== words.length) throw new Error('a message was sent twice');
    const kinds = ['PLAIN', 'IMAGE', 'VIDEO'];
    const shown = (await Promise.all(kinds.map((type) => this.#arrivals(`type=${type}`)))).flat();
    const fromCustomers = all.length - fromBank.length;
    if (shown.length !== fromCustomers) throw new Error('a message was lost or shown twice');
    this.say(
      `${fromCustomers} messages from the customer shown once, ${texts.length} answers sent once, in order`,
    );
  }

  async #arrivals(query: string): Promise<any[]> {
    return (await call('GET', `${this.#stage.cim.ccmUrl}/sandbox/messages?${query}`)).body;
  }

  async #until(what: string, reached: () => Promise<boolean>): Promise<void> {
    const endMs = performance.now() + patienceMs;
    while (!(await reached())) {
      if (performance.now() > endMs) throw new Error(`it took too long until ${what}`);
      await pause(2);
    }
  }

  #line(who: string, text: string, tookMs?: number): void {
    const atS = ((performance.now() - this.#startedMs) / 1000).toFixed(2).padStart(6);
    const took = tookMs === undefined ? '' : `  [${Math.max(1, Math.round(tookMs))} ms]`;
    this.#print(`${atS} s  ${who.padEnd(17)} ${text}${took}\n`);
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MB`;
