import { ccm } from './ccm/ccm.ts';
import { Webhook } from './ccm/webhook.ts';
import { control } from './control/control.ts';
import { fileEngine } from './file-engine/file-engine.ts';
import { listen } from './http.ts';
import type { Settings } from './settings.ts';
import { newWorld } from './world.ts';

/** Ports are free ones unless told; settings can be changed later through the control surface. */
export interface CimSandboxOptions extends Partial<Settings> {
  readonly ccmPort?: number;
  readonly fileEnginePort?: number;
}

/** A running sandbox. */
export interface CimSandbox {
  readonly ccmUrl: string;
  readonly fileEngineUrl: string;
  close(): Promise<void>;
}

/** Starts CCM and the File Engine on 127.0.0.1; rejects when a port is taken. */
export async function startCimSandbox(options: CimSandboxOptions = {}): Promise<CimSandbox> {
  const { ccmPort = 0, fileEnginePort = 0, ...settings } = options;
  const world = newWorld(settings);
  const webhook = new Webhook();
  const served = ccm(world);
  const controlled = control(world, webhook);
  const ccmServer = await listen((request, response) => {
    const handler = request.url?.startsWith('/sandbox/') ? controlled : served;
    return handler(request, response);
  }, ccmPort);
  const fileServer = await listen(fileEngine(world), fileEnginePort).catch(async (error) => {
    await ccmServer.close();
    throw error;
  });
  return {
    ccmUrl: ccmServer.url,
    fileEngineUrl: fileServer.url,
    close: async () => {
      await Promise.all([ccmServer.close(), fileServer.close()]);
      webhook.close();
    },
  };
}
