interface ErrorCode {
  readonly status: number;
  readonly message: string;
  readonly label?: string;
}

const NOT_AUTHENTICATED = 'Could not authenticate you.';

/** The error codes of the v1.1 API with the status and the words they usually come with. */
export const ERROR_CODES: Readonly<Record<number, ErrorCode>> = {
  32: { status: 401, message: NOT_AUTHENTICATED },
  34: { status: 404, message: 'Sorry, that page does not exist.' },
  38: { status: 403, message: 'A required parameter is missing.' },
  50: { status: 404, message: 'User not found.' },
  63: { status: 403, message: 'User has been suspended.' },
  64: {
    status: 403,
    message: 'Your account is suspended and is not permitted to access this feature.',
  },
  87: { status: 403, message: 'Client is not permitted to perform this action.' },
  88: { status: 429, message: 'Rate limit exceeded.' },
  89: { status: 401, message: 'Invalid or expired token.' },
  93: {
    status: 403,
    message: 'This application is not allowed to access or delete your direct messages.',
  },
  99: { status: 403, message: "You don't have access to this resource." },
  130: { status: 503, message: 'Over capacity' },
  131: { status: 500, message: 'Internal error' },
  135: { status: 401, message: NOT_AUTHENTICATED },
  150: { status: 403, message: 'You cannot send messages to users who are not following you.' },
  151: { status: 403, message: 'There was an error sending your message: reason' },
  170: {
    status: 403,
    message: 'Missing required parameter: grant_type',
    label: 'forbidden_missing_parameter',
  },
  187: { status: 403, message: 'Status is a duplicate.' },
  200: { status: 403, message: 'Forbidden.' },
  214: { status: 400, message: 'Webhook URL does not meet the requirements.' },
  215: { status: 400, message: 'Bad Authentication data.' },
  220: { status: 403, message: 'Your credentials do not allow access to this resource' },
  226: {
    status: 403,
    message:
      "This request looks like it might be automated. To protect our users from spam and other malicious activity, we can't complete this action right now.",
  },
  251: { status: 410, message: 'This endpoint has been retired and should not be used.' },
  261: {
    status: 403,
    message:
      'Application cannot perform write actions. Contact Twitter Platform Operations through https://help.twitter.com/forms/platform.',
  },
  324: { status: 400, message: 'The validation of media ids failed.' },
  325: { status: 400, message: 'A media id was not found.' },
  326: { status: 403, message: 'To protect our users from spam, this account is locked.' },
  348: {
    status: 401,
    message: "Client application is not permitted to access this user's webhook subscriptions.",
  },
  349: { status: 403, message: 'You cannot send messages to this user.' },
  354: {
    status: 403,
    message: 'The text of your direct message is over the max character limit.',
  },
  355: { status: 409, message: 'Subscription already exists.' },
  356: { status: 400, message: 'from_date must be before to_date.' },
  357: { status: 400, message: 'url: queryParam is required' },
  453: {
    status: 403,
    message:
      'You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints (e.g. media post, oauth) only. If you need access to this endpoint, you may need a different access level. You can learn more here: https://developer.x.com/en/portal/product',
  },
};
