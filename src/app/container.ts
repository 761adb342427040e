import 'reflect-metadata';
import { Container } from 'inversify';
import type { Observer } from '../domain/observer.ts';
import type { Configuration } from './configuration.ts';
import { bindNeighbours } from './bind-neighbours.ts';
import { bindStorage } from './bind-storage.ts';
import { bindUseCases } from './bind-use-cases.ts';
import { tokens } from './tokens.ts';

/** Wires everything, each thing once, from the configuration and the observer. */
export function containerFor(configuration: Configuration, observer: Observer): Container {
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(tokens.configuration).toConstantValue(configuration);
  container.bind(tokens.observer).toConstantValue(observer);
  bindStorage(container);
  bindNeighbours(container);
  bindUseCases(container);
  return container;
}
