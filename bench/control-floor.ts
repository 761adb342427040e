// What the control API is compared with: grpc-js alone, which answers each call with what it was
// given in base64. `node bench/control-floor.ts ANSWER` listens and tells its port.
import { Server, ServerCredentials } from '@grpc/grpc-js';
import {
  AccountServiceService,
  GetAccountResponse,
} from '../src/adapters/grpc/generated/twitter_connector/v1/account.ts';

const answer = GetAccountResponse.decode(Buffer.from(process.argv[2] ?? '', 'base64'));
const server = new Server();
server.addService(AccountServiceService, {
  getAccount: (_call: unknown, callback: (error: null, answer: GetAccountResponse) => void) =>
    callback(null, answer),
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (_error, port) =>
  process.send?.({ port }),
);
