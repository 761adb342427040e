/** The types of a provider or channel attribute. The order gives the ordinals. */
export const VALUE_TYPES = [
  'Alphanum100',
  'AlphanumSpecial200',
  'String2000',
  'String50',
  'String100',
  'PositiveNumber',
  'IP',
  'Number',
  'PhoneNumber',
  'URL',
  'Boolean',
  'Email',
  'Password',
  'StringList',
  'WebChannelData',
];

/** What a COMMENT is about. The order gives the ordinals. */
export const COMMENT_ITEMS = [
  'VIDEO',
  'TEXT',
  'IMAGE',
  'LIKE',
  'UNLIKE',
  'DELETE',
  'HIDE',
  'PRIVATE_REPLY',
];

/** What a NOTIFICATION tells. The order gives the ordinals. */
export const NOTIFICATION_TYPES = [
  'INFO',
  'SYSTEM_ERROR',
  'WARNING',
  'CHANNEL_SESSION_STARTED',
  'CHANNEL_SESSION_EXPIRED',
  'CHANNEL_SESSION_ENDED',
  'AGENT_SUBSCRIBED',
  'AGENT_UNSUBSCRIBED',
  'TASK_ENQUEUED',
  'NO_AGENT_AVAILABLE',
  'TYPING_STARTED',
  'TYPING_STOPPED',
  'AGENT_RESERVED',
  'PARTICIPANT_ROLE_CHANGED',
  'TASK_STATE_CHANGED',
  'CHANNEL_SESSION_DATA_UPDATED',
  'ADVISOR_SUBSCRIBED',
  'ROOM_MEMBER_STATUS_CHANGED',
];

/** The types of a TEMPLATE parameter. The order gives the ordinals. */
export const PARAMETER_TYPES = [
  'text',
  'currency',
  'date_time',
  'image',
  'document',
  'video',
  'payload',
];
