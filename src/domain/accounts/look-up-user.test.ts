import { beforeEach, expect, test } from '@jest/globals';
import { accountOf, accountsWorld } from './administered.model.ts';
import { LookUpUser } from './look-up-user.ts';

const ada = { id: '7', screenName: 'Ada_L' };

let world: ReturnType<typeof accountsWorld>;
let lookUpUser: LookUpUser;

beforeEach(async () => {
  world = accountsWorld();
  world.profiles.owners.set('at of 2', { id: '2', screenName: 'business' });
  world.profiles.others.push(ada);
  lookUpUser = new LookUpUser(world.accounts, world.profiles);
});

test.each(['ada_l', '@ada_l', 'ADA_L'])('%s is found, however it is written', async (name) => {
  await world.accounts.save(accountOf('2'));
  expect(await lookUpUser.execute(name, '2')).toEqual(ada);
});

test('an account that works is preferred when none is named', async () => {
  await world.accounts.save(accountOf('1', { state: 'unauthorized' }));
  await world.accounts.save(accountOf('2'));
  expect(await lookUpUser.execute('ada_l')).toEqual(ada);
  const asked = lookUpUser.execute('ada_l', '1');
  await expect(asked).rejects.toMatchObject({ code: 'unauthorized' });
});

test('a name that nobody has, an account that we do not serve, and none at all are not found', async () => {
  await expect(lookUpUser.execute('ada_l')).rejects.toMatchObject({ code: 'not-found' });
  await world.accounts.save(accountOf('2'));
  await expect(lookUpUser.execute('nobody')).rejects.toMatchObject({ code: 'not-found' });
  await expect(lookUpUser.execute('ada_l', '3')).rejects.toMatchObject({ code: 'not-found' });
});
