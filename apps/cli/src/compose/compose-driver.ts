import { AarError, readPrivateKey, signRecord, unsignedRecordSchema } from '@machinist/aar-signer';
import type { AttestorPort, DriverPorts } from '@machinist/driver';

/** Signs the driver's records in this process; what is wrong with a key is said, never thrown. */
const attestor: AttestorPort = {
  async sign(record, { keyPath }) {
    const unsigned = unsignedRecordSchema.safeParse(record);
    if (!unsigned.success)
      return { status: 'skipped', reason: `no valid record: ${unsigned.error.issues[0]?.message ?? ''}` };
    try {
      const key = await readPrivateKey(keyPath);
      return { status: 'signed', record: { ...signRecord(unsigned.data, key) } };
    } catch (error) {
      if (AarError.isInstance(error)) return { status: 'skipped', reason: `${error.code}: ${error.message}` };
      throw error;
    }
  },
};

/** The leaves wired to the driver's ports. */
export const driverPorts: DriverPorts = { attestor };
