import { type Notes, proofs, test } from './note.ts';

/** What is nobody's message's fault: trouble of a neighbour, of a file on its way, of time, or ours. */
export const ofOthers = {
  'media-unavailable': {
    when: 'A file could not be fetched or stored for the moment: the File Engine or X’s media hosts are away, slow, or break off.',
    customer:
      'The agent’s message later, and what follows it after that. Nothing, once it has grown too old.',
    placeholder: 'it could not be transferred',
    operator:
      'A customer’s file holds its conversation for `ATTACHMENT_PATIENCE_MS`; then agents see the placeholder.',
    caller: 'Uploads and downloads through the control API end with it, too.',
    toDo: 'Look at the File Engine (`FILE_ENGINE_URL`) and at the way to X’s media hosts (`TWITTER_MEDIA_HOSTS`). The messages go on by themselves.',
    tests: [
      test(
        'src/domain/messaging/send-media.test.ts',
        'a file › is held while the store is away, which is no trouble of X',
      ),
      test(
        'test/media-trouble.test.ts',
        'a file that an agent sends › waits while the File Engine %s, and arrives',
      ),
      test(
        'test/media-trouble.test.ts',
        'a file that a customer sends › that cannot be stored for long does not hold the conversation for ever',
      ),
      proofs.grownOld,
    ],
  },
  unauthorized: {
    when: 'X refuses the keys or the tokens of the account, or the permissions of the app; or the account took its access back.',
    customer:
      'The agent’s messages when the keys were renewed. Nothing, once they have grown too old.',
    placeholder: 'X does not let us see it',
    operator:
      'The account counts as `unauthorized` or `revoked`: `error` *account unauthorized*, `twitter_connector_account_usable` 0, `accounts show`, its line in `/health/ready` DOWN.',
    caller:
      'Over HTTP it is what a body without X’s signature gets, or with a wrong one. In a registration it is X’s word on the keys, and 422.',
    toDo: 'Renew the keys: save the channel in Unified Admin, or `accounts set --credentials keys.json`. All that waits goes on at once. After *revoked*, the owner of the account must consent anew.',
    tests: [
      test(
        'test/outages.test.ts',
        'an outage of X › refused credentials hold the messages until an administrator renews them',
      ),
      test(
        'src/domain/messaging/send-to-customer.test.ts',
        'the account › shows that X refuses its credentials, until X takes a message again',
      ),
      test(
        'src/domain/delivery/lanes-throttling.test.ts',
        'a target that announced when it will answer again › holds all that wait for new credentials, and says so once',
      ),
      test(
        'src/domain/messaging/receive-account-events.test.ts',
        'an account that takes its access back › is marked revoked, once, and its messages are still taken',
      ),
    ],
  },
  throttled: {
    when: 'X, or CCM, limits how much may be sent (429, 88), takes the account for a machine (226), or the credits of the app are spent (402). A message that X refuses because a window is spent is not in this trouble: it waits for its turn, and its agent is told how long when that is more than a minute.',
    customer: 'The message after the time that X announced. Nothing, once it has grown too old.',
    operator:
      '`twitter_connector_rate_budget_remaining` by endpoint; `accounts show --full` has the limits.',
    toDo: 'Wait: it goes on by itself, to the second where X said when. When it happens often, ask X for a higher limit, or buy credits.',
    tests: [
      test(
        'test/outages.test.ts',
        'an outage of X › a rate limit holds the account until its reset, and burns nothing',
      ),
      test(
        'test/send-limits.test.ts',
        'after a restart as well an agent is told of a spent window, and a reply that X does not count goes',
      ),
      test(
        'src/domain/delivery/lanes-throttling.test.ts',
        'a target that announced when it will answer again › is not asked before, and then the lane goes on within 2 s',
      ),
      proofs.grownOld,
    ],
  },
  unavailable: {
    when: 'X or CCM does not answer, answers 5xx, or a gateway answers in its place. Towards callers also: the journal cannot be written.',
    customer: 'The message later. Nothing, once it has grown too old.',
    operator:
      'When it is the journal: `error` *the journal failed*, `twitter_connector_journal_failing` 1, and `/health/ready` answers 503.',
    caller: 'X and CCM send again what was answered with 503; nothing of it was kept.',
    toDo: 'Look at the neighbour that the log names, its address in the settings, and the network. For the journal: at its disk or its PostgreSQL. What waits goes on by itself.',
    tests: [
      test(
        'test/outages.test.ts',
        'an outage of the contact centre › that %s loses nothing, keeps the order, and shows nothing twice',
      ),
      test(
        'test/outages.test.ts',
        'an outage of X › that %s loses nothing, keeps the order, and sends nothing twice',
      ),
      test(
        'test/process.test.ts',
        'a full disk › is answered with 503, never with a false 200, and nothing acknowledged is lost',
      ),
      proofs.grownOld,
    ],
  },
  uncertain: {
    when: 'X may have taken a message, and its answer was lost. It is looked for, by its echo or among the account’s messages, before it is sent again.',
    customer: 'One message, whether X had taken it or not.',
    operator:
      '`info` *doubt settled* with `by`: `echo`, `look-up` or `not-sent`; `twitter_connector_doubts_settled_total`.',
    toDo: 'Nothing while X answers. When it is given up so, look on X whether the message is there before anybody writes it again.',
    tests: [
      test(
        'test/outages.test.ts',
        'an outage of X › that takes a message and does not answer is settled by %s: the customer gets one message',
      ),
      test(
        'test/outages.test.ts',
        'a crash › in the middle of a send ends with one message to the customer',
      ),
      test(
        'src/domain/messaging/send-to-customer.test.ts',
        'a message in doubt › stays in doubt while X cannot be asked',
      ),
    ],
  },
  expired: {
    when: 'A message was tried in vain until it was older than `AGENT_MESSAGE_AGE_MAX_MS` or `CUSTOMER_MESSAGE_AGE_MAX_MS`, whatever held it.',
    customer: 'Nothing.',
    operator: 'What held it stands in the log lines before.',
    toDo: 'Mend what held it; then `dead-letters redrive --since …` where the messages still make sense.',
    tests: [
      proofs.grownOld,
      test(
        'src/domain/delivery/lanes-retry.test.ts',
        'a message that grows too old › is buried with all that are as old, while its target stays in trouble',
      ),
      test(
        'test/control-dead-letters.test.ts',
        'RedriveDeadLetters › delivers by name what was given up, at once and once',
      ),
    ],
  },
  internal: {
    when: 'Something that nobody foresaw: a fault of the connector.',
    customer: 'Nothing, once it is given up.',
    placeholder: 'it failed',
    operator:
      'Of requests, `error` *unforeseen error* with the place in the code; of messages the dead letter has the kind of error, never its words.',
    caller: 'No word about what it was.',
    toDo: 'Report it, with the log line. After an update, redrive.',
    tests: [
      test(
        'src/domain/delivery/lanes-retry.test.ts',
        'a message that fails alone › is buried after some attempts if the fault is ours',
      ),
      test(
        'src/domain/errors.test.ts',
        'what was not foreseen › is internal and never carries a foreign message: %s',
      ),
      test(
        'src/adapters/http/hot-routes.test.ts',
        'an answer › to what was not foreseen says nothing, and the truth is reported',
      ),
    ],
  },
} satisfies Partial<Notes>;
