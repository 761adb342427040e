import { type Notes, proofs, test } from './note.ts';

/** What is the fault of a message or of a file: given up at once, and what follows it goes on. */
export const ofMessages = {
  rejected: {
    when: 'X, CCM or the File Engine says of this very message or file that it is not valid: a 4xx that speaks of it, a text that X takes for spam or a repetition, a file that is infected, that X cannot process, or that stands where nothing is fetched from.',
    customer:
      'Nothing of the agent’s message; when it was one of several parts, the parts before it.',
    placeholder: 'it was refused',
    operator:
      'The dead letter has the number and the words of whoever refused. A customer’s message that CCM refuses is nowhere but there: no agent is told of it.',
    caller: 'In a registration also: the tokens belong to another account.',
    toDo: 'Read the detail of the dead letter (`dead-letters list`), mend what it names, then redrive it; or have the agent write anew.',
    tests: [
      proofs.told,
      test(
        'src/domain/delivery/lanes-retry.test.ts',
        'a message that fails alone › is buried at once if it is refused',
      ),
      test(
        'test/outages.test.ts',
        'an outage of the contact centre › a message that the contact centre refuses for good is a dead letter, and the next goes on',
      ),
      proofs.placeholder,
    ],
  },
  unsupported: {
    when: 'A message of a kind, or with a file of a type, that X has no form for, and no readable text or link can stand in for it. A customer’s file that is neither an image nor a video.',
    customer: 'Nothing; with `FILE_ENGINE_PUBLIC_URL` set, a link to the file instead.',
    placeholder: 'it is another kind of file',
    toDo: 'Set `FILE_ENGINE_PUBLIC_URL` if customers may open files there. Otherwise nothing: the agent knows.',
    tests: [
      test(
        'src/domain/messaging/send-to-customer.test.ts',
        'an agent’s message › of a kind that X does not carry is refused by its name, and nothing is sent',
      ),
      test(
        'src/domain/messaging/send-media.test.ts',
        'a file that X does not carry › is refused by its type when customers cannot open the store',
      ),
      test(
        'src/domain/messaging/unshown-attachments.test.ts',
        'an attachment that will never be there is told of at once › when it is another kind of file',
      ),
    ],
  },
  'recipient-closed': {
    when: 'X answers 150 or 349, or that one has no permission to write to this customer: they take no messages from the account, or have blocked it.',
    customer: 'Nothing.',
    toDo: 'Nothing here: the customer has to write first, or to open their messages.',
    tests: [
      proofs.told,
      test('src/domain/messaging/send-to-customer.test.ts', 'the account › is not blamed for %s'),
    ],
  },
  'too-large': {
    when: 'A file above what X takes (image 5 MB, GIF 15 MB, video 25 MB), or above what the File Engine takes. Known before anything is uploaded where the size is told.',
    customer: 'Nothing of the message that the file belongs to.',
    placeholder: 'it is too large',
    caller: 'Uploads through the control API end with it, too.',
    toDo: 'Send a smaller file. If the File Engine refuses less than X allows, raise its limit.',
    tests: [
      test(
        'test/media-trouble.test.ts',
        'a file that an agent sends › that is too large for X goes as nothing at all, and the agent is told',
      ),
      test(
        'test/media-trouble.test.ts',
        'a file that a customer sends › that is larger than the File Engine takes is shown as a placeholder',
      ),
    ],
  },
  'media-refused': {
    when: 'X does not take the id of a file that was uploaded (323, 324, 325). It is uploaded once more before it is given up.',
    customer: 'Nothing.',
    toDo: 'Have the agent send the file again, perhaps in another format.',
    tests: [
      test(
        'src/domain/messaging/send-media.test.ts',
        'a file › that X has forgotten is uploaded once again, and given up after that',
      ),
      test(
        'test/media-trouble.test.ts',
        'a file that an agent sends › is uploaded once more when X no longer takes its id',
      ),
    ],
  },
  'media-gone': {
    when: 'The File Engine no longer has the file of an agent’s message.',
    customer: 'Nothing.',
    toDo: 'Have the agent send the file again. When it happens often, look at how long the File Engine keeps files.',
    tests: [
      test(
        'test/media-trouble.test.ts',
        'a file that an agent sends › that is no longer in the File Engine is reported so',
      ),
    ],
  },
  'not-found': {
    when: 'X does not know the customer, or no longer; the account was removed here; nobody knows the service identifier that CCM names; a customer’s file is gone from X.',
    customer: 'Nothing.',
    placeholder: 'it is no longer there',
    caller:
      'CCM gets it as the answer to a message for an account that neither we nor CCM’s own channels know.',
    toDo: 'Check the *Service Identifier* of the channel, and that the channel has its keys. A customer who left X stays away.',
    tests: [
      proofs.told,
      test(
        'src/domain/accounts/find-account.test.ts',
        'an account that nobody knows is not found, and nothing is kept',
      ),
      test(
        'src/domain/messaging/unshown-attachments.test.ts',
        'an attachment that will never be there is told of at once › when it is gone from X',
      ),
    ],
  },
  conflict: {
    when: 'X says that it is there already (139, 327, 355), or that there may be no more of it, such as webhooks of an environment.',
    customer: 'Nothing more than what is there.',
    caller: 'In a registration the advice names the webhook that stands in the way.',
    toDo: 'For webhooks: `webhooks list`, then `webhooks delete` for the one that is no longer wanted.',
    tests: [
      test(
        'test/registration.test.ts',
        'register-and-subscribe › never touches the webhook of somebody else, and says how to make room',
      ),
      test(
        'src/domain/subscription/failed-registration.test.ts',
        'a conflict of a subscription is not blamed on webhooks',
      ),
    ],
  },
} satisfies Partial<Notes>;
