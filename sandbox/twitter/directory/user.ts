/** The user object of the `users` map of an activity. */
export interface ActivityUser {
  readonly id: string;
  readonly created_timestamp: string;
  readonly name: string;
  readonly screen_name: string;
  readonly protected: boolean;
  readonly verified: boolean;
  readonly followers_count: number;
  readonly friends_count: number;
  readonly statuses_count: number;
  readonly profile_image_url: string;
  readonly profile_image_url_https: string;
}

const IMAGE = 'pbs.twimg.com/profile_images/0/default_normal.jpg';

/** A person or a business with an account. */
export class User {
  readonly id: string;
  readonly name: string;
  readonly screenName: string;
  readonly createdMs: number;
  /** False: every message to this user is refused with 349. */
  acceptsMessages = true;
  /** The user as Account Activity bodies show them. */
  readonly inActivities: ActivityUser;

  constructor(id: string, name: string, screenName: string, createdMs: number) {
    this.id = id;
    this.name = name;
    this.screenName = screenName;
    this.createdMs = createdMs;
    this.inActivities = {
      id,
      created_timestamp: String(createdMs),
      name,
      screen_name: screenName,
      protected: false,
      verified: false,
      followers_count: 22,
      friends_count: 45,
      statuses_count: 494,
      profile_image_url: `http://${IMAGE}`,
      profile_image_url_https: `https://${IMAGE}`,
    };
  }
}

/** The user as bodies of the X Activity API show them. */
export function xActivityUser({ id, name, screenName, createdMs, inActivities }: User) {
  const { protected: isProtected, verified, profile_image_url_https } = inActivities;
  return {
    description: '',
    profile_banner_url: '',
    public_metrics: counted({
      followers_count: inActivities.followers_count,
      following_count: inActivities.friends_count,
      tweet_count: inActivities.statuses_count,
      listed_count: 0,
      like_count: 0,
      media_count: 0,
    }),
    protected: isProtected,
    url: '',
    affiliation: { description: '', badge_url: '' },
    is_identity_verified: false,
    id,
    profile_image_url: profile_image_url_https,
    verified_type: 'none',
    created_at: new Date(createdMs).toISOString(),
    username: screenName,
    verified,
    name,
  };
}

/** Each number also as text. */
function counted(counts: Readonly<Record<string, number>>): object {
  return Object.fromEntries(
    Object.entries(counts).flatMap(([name, count]) => [
      [name, count],
      [`${name}_str`, String(count)],
    ]),
  );
}

/** The user object of the v1.1 API. */
export function v1User(user: User) {
  const { created_timestamp: _, id, ...profile } = user.inActivities;
  return {
    id: Number(id),
    id_str: id,
    ...profile,
    created_at: new Date(user.createdMs).toUTCString(),
  };
}

const NO_FIELDS: ReadonlySet<string> = new Set();

const V2_MEMBERS: Readonly<Record<string, (user: User) => unknown>> = {
  created_at: ({ createdMs }) => new Date(createdMs).toISOString(),
  description: () => '',
  profile_image_url: ({ inActivities }) => inActivities.profile_image_url_https,
  protected: ({ inActivities }) => inActivities.protected,
  public_metrics: ({ inActivities }) => ({
    followers_count: inActivities.followers_count,
    following_count: inActivities.friends_count,
    tweet_count: inActivities.statuses_count,
    listed_count: 0,
  }),
  receives_your_dm: ({ acceptsMessages }) => acceptsMessages,
  connection_status: () => [],
  verified: ({ inActivities }) => inActivities.verified,
  verified_type: () => 'none',
};

/** The user object of the v2 API with its default fields and those asked for. */
export function v2User(user: User, fields = NO_FIELDS): object {
  const asked = Object.entries(V2_MEMBERS).filter(([name]) => fields.has(name));
  const more = Object.fromEntries(asked.map(([name, member]) => [name, member(user)]));
  return { id: user.id, name: user.name, username: user.screenName, ...more };
}
