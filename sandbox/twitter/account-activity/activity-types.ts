/** The scope that a user's token needs for the private events of a family. */
const PRIVATE_FAMILIES: Readonly<Record<string, string>> = {
  dm: 'dm.read',
  chat: 'dm.read',
  like: 'like.read',
  mute: 'mute.read',
  block: 'block.read',
};

const PRIVATE_POSTS = ['mention', 'reply', 'quote', 'repost'].map((kind) => `post.${kind}.create`);

/** The event types of the X Activity API that can be subscribed to. */
export const ACTIVITY_TYPES = [
  ...typesOf('dm', ['received', 'sent', 'read', 'indicate_typing']),
  ...typesOf('chat', ['received', 'sent', 'conversation.join', 'conversation.member_added']),
  ...typesOf('post', ['create', 'delete']),
  ...PRIVATE_POSTS,
  ...typesOf('like', ['create']),
  ...typesOf('follow', ['follow', 'unfollow']),
  ...typesOf('mute', ['mute', 'unmute']),
  ...typesOf('block', ['block', 'unblock']),
  ...typesOf('profile.update', ['bio', 'profile_picture', 'banner_picture', 'screenname']),
  ...typesOf('profile.update', ['geo', 'url']),
  ...typesOf('spaces', ['start', 'end']),
  ...typesOf('broadcast', ['start', 'end', 'chat']),
  'news.new',
];

function typesOf(family: string, names: readonly string[]): string[] {
  return names.map((name) => `${family}.${name}`);
}

/** The scope without which the events are nobody's to see; undefined for public events. */
export function privateScopeOf(eventType: string): string | undefined {
  const [family = ''] = eventType.split('.');
  const isPrivatePost = PRIVATE_POSTS.includes(eventType) || eventType === 'broadcast.chat';
  return PRIVATE_FAMILIES[family] ?? (isPrivatePost ? 'tweet.read' : undefined);
}
