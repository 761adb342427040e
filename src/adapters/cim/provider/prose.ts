import { type JsonObject, objectIn, objectsIn } from '../json.ts';
import { distinctLines, isWebAddress, joined, lines, trimmed } from './words.ts';

/** A receipt: who sold, what, for how much, and where it goes. */
export function receiptText(body: JsonObject): string {
  const currency = trimmed(body.currency);
  const amount = (label: unknown, value: unknown, unit: unknown = currency): string => {
    const price = joined([value, unit || currency], ' ');
    return trimmed(value) === '' ? trimmed(label) : joined([label, price], ': ');
  };
  const { subtotal, shippingCost, totalTax, totalCost } = objectIn(body.summary) ?? {};
  const goods = objectsIn(body.elements).map(({ quantity, title, subtitle, price, currency }) => {
    const count = trimmed(quantity);
    const what = joined([title, subtitle], ', ');
    return amount(count === '' || count === '1' ? what : `${count} × ${what}`, price, currency);
  });
  return lines([
    trimmed(body.markdownText),
    joined([body.merchantName, labelled('order', body.orderNumber)], ', '),
    ...goods,
    ...objectsIn(body.adjustments).map((each) => amount(each.name, each.amount)),
    ...[
      ['Subtotal', subtotal],
      ['Shipping', shippingCost],
      ['Tax', totalTax],
      ['Total', totalCost],
    ].map(([label, value]) => (trimmed(value) === '' ? '' : amount(label, value))),
    labelled('Paid with', body.paymentMethode),
    labelled('For', joined([body.recipientName, addressIn(body.address)], ', ')),
  ]);
}

const labelled = (label: string, value: unknown): string =>
  trimmed(value) === '' ? '' : `${label} ${trimmed(value)}`;

function addressIn(value: unknown): string {
  const { street1, street2, postalCode, city, state, country } = objectIn(value) ?? {};
  return joined([street1, street2, joined([postalCode, city], ' '), state, country], ', ');
}

/** Its cards one after another, each with its link and its buttons. */
export function carouselText(body: JsonObject): string {
  const cards = cardsIn(body).map(cardText);
  return [trimmed(body.markdownText), ...cards].filter(Boolean).join('\n\n');
}

/** The object model has a list of `elements`, the documentation a map `data`. */
function cardsIn({ elements, data }: JsonObject): readonly JsonObject[] {
  const { elements: inside, ...rest } = objectIn(data) ?? {};
  const forms = [elements, data, inside, Object.values(rest)];
  return forms.map(objectsIn).find((cards) => cards.length > 0) ?? [];
}

function cardText({ title, subtitle, text, url, mediaUrl, defaultAction, buttons }: JsonObject) {
  const addresses = [url, mediaUrl, objectIn(defaultAction)?.url].map(trimmed);
  return distinctLines([
    ...[title, subtitle, text].map(trimmed),
    ...addresses.filter(isWebAddress),
    ...objectsIn(buttons).map(buttonText),
  ]);
}

function buttonText({ title, payload }: JsonObject): string {
  const [label, leadsTo] = [trimmed(title), trimmed(payload)];
  if (label === '') return isWebAddress(leadsTo) ? `– ${leadsTo}` : '';
  return isWebAddress(leadsTo) && !label.includes(leadsTo)
    ? `– ${label}: ${leadsTo}`
    : `– ${label}`;
}
