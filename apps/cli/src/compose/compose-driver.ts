import { AarError, readPrivateKey, signUnknownRecord } from '@machinist/aar-signer';
import { alertChannelsOf, type AttestorPort, type DriverPorts } from '@machinist/driver';
import { driverSandbox } from './driver-sandbox.ts';
import { logRecord, nameLog, type RecordLog } from './record-log.ts';
import { signer } from './signer.ts';

/** Signs the driver's records in this process and logs them where a log is named; what is wrong with record, key or log is said, never thrown. */
function createAttestor(recordLog: RecordLog | undefined): AttestorPort {
  return {
    async sign(record, { keyPath }) {
      const { principal } = record;
      try {
        // A bare JWK does not say whose key it is; in the goal file it is the principal's.
        const key = await readPrivateKey(keyPath, typeof principal === 'string' ? { did: principal } : {});
        const signed = signUnknownRecord(recordLog === undefined ? record : nameLog(record, recordLog), key);
        const logged = recordLog === undefined ? {} : { logged: logRecord(signed, recordLog) };
        return { status: 'signed', record: { ...signed }, ...logged };
      } catch (error) {
        if (AarError.isInstance(error)) return { status: 'skipped', reason: `${error.code}: ${error.message}` };
        throw error;
      }
    },
  };
}

/** The leaves and the alert channels of the environment, wired to the driver's ports. Throws for a channel that cannot be used. */
export function driverPorts(environment: NodeJS.ProcessEnv, recordLog?: RecordLog): DriverPorts {
  const attestor = createAttestor(recordLog);
  return { attestor, signer, sandbox: driverSandbox, alerts: alertChannelsOf(environment) };
}
