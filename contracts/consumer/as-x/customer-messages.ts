import type { NativeExtras } from '../../../sandbox/twitter/control/control.ts';
import type { Fact } from '../contract.ts';
import {
  dataOf,
  gif,
  gifUrl,
  linkTo,
  photo,
  photoUrl,
  place,
  point,
  tapped,
  video,
  videoUrls,
} from './content.ts';

/** Something that the customer writes to the account. */
interface CustomerMessage {
  readonly what: string;
  /** What X says of it. */
  readonly data: object;
  readonly given?: readonly Fact[];
  /** How it was written. */
  readonly text?: string;
  readonly more?: NativeExtras;
}

const link = 'https://t.co/EAaArVRs5q';
const escaped = `1 &lt; 2 &amp; 3 ${link}`;

/** Each form of what customers write, as the sandbox has them write it. */
export const customerMessages: readonly CustomerMessage[] = [
  {
    what: 'a text',
    data: dataOf(escaped, linkTo(link, 'https://example.com', [18, 41])),
    text: '1 < 2 & 3 https://example.com',
  },
  {
    what: 'a tap on a quick reply',
    data: dataOf('Yes', tapped('answer:yes')),
    text: 'Yes',
    more: { quickReply: 'answer:yes' },
  },
  {
    what: 'a location',
    data: point(6.25, 46.5),
    more: { location: { latitude: 46.5, longitude: 6.25 } },
  },
  { what: 'a place', data: place('123456'), more: { location: { place: '123456' } } },
  {
    what: 'a photo',
    data: photo(),
    given: [['the customer has sent a photo', { photo: photoUrl }]],
    more: { media: { kind: 'photo' } },
  },
  {
    what: 'a GIF',
    data: gif(),
    given: [['the customer has sent a GIF', { 0: gifUrl }]],
    more: { media: { kind: 'gif' } },
  },
  {
    what: 'a video',
    data: video(),
    given: [['the customer has sent a video', videoUrls]],
    more: { media: { kind: 'video' } },
  },
];
