import { AarError, readPrivateKey, signUnknownRecord } from '@machinist/aar-signer';
import { alertChannelsOf, type AttestorPort, type DriverPorts } from '@machinist/driver';
import { driverSandbox } from './driver-sandbox.ts';
import { signer } from './signer.ts';

/** Signs the driver's records in this process; what is wrong with a record or key is said, never thrown. */
const attestor: AttestorPort = {
  async sign(record, { keyPath }) {
    const { principal } = record;
    try {
      // A bare JWK does not say whose key it is; in the goal file it is the principal's.
      const key = await readPrivateKey(keyPath, typeof principal === 'string' ? { did: principal } : {});
      return { status: 'signed', record: { ...signUnknownRecord(record, key) } };
    } catch (error) {
      if (AarError.isInstance(error)) return { status: 'skipped', reason: `${error.code}: ${error.message}` };
      throw error;
    }
  },
};

/** The leaves and the alert channels of the environment, wired to the driver's ports. Throws for a channel that cannot be used. */
export function driverPorts(environment: NodeJS.ProcessEnv = process.env): DriverPorts {
  return { attestor, signer, sandbox: driverSandbox, alerts: alertChannelsOf(environment) };
}
