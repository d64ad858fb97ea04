import { AarError, readPrivateKey, signUnknownRecord } from '@machinist/aar-signer';
import type { AttestorPort, DriverPorts } from '@machinist/driver';

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

/** The leaves wired to the driver's ports. */
export const driverPorts: DriverPorts = { attestor };
