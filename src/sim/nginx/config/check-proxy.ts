// Sizes of proxy buffers have to fit together; the words are nginx's.

import type { LocationModules } from './location-modules.ts';
import type { ConfigReader } from './reader.ts';

/** Refuses buffer sizes nginx would refuse. */
export const checkProxy = (cf: ConfigReader, { proxy }: LocationModules): void => {
  const { buffers, bufferBytes } = proxy;
  if (buffers.number < 2) cf.fail('there must be at least 2 "proxy_buffers"');
  const largest = Math.max(bufferBytes, buffers.sizeBytes);
  const busy = proxy.busyBuffersBytes;
  if (busy !== null && busy < largest) {
    cf.fail(
      '"proxy_busy_buffers_size" must be equal to or greater than the maximum of the value of ' +
        '"proxy_buffer_size" and one of the "proxy_buffers"',
    );
  }
  if ((busy ?? 2 * largest) > (buffers.number - 1) * buffers.sizeBytes) {
    cf.fail(
      '"proxy_busy_buffers_size" must be less than the size of all "proxy_buffers" minus one buffer',
    );
  }
  const write = proxy.tempFileWriteBytes;
  if (write !== null && write < largest) {
    cf.fail(
      '"proxy_temp_file_write_size" must be equal to or greater than the maximum of the value of ' +
        '"proxy_buffer_size" and one of the "proxy_buffers"',
    );
  }
  const temp = proxy.maxTempFileBytes;
  if (temp !== 0 && temp < largest) {
    cf.fail(
      '"proxy_max_temp_file_size" must be equal to zero to disable temporary files usage or must ' +
        'be equal to or greater than the maximum of the value of "proxy_buffer_size" and one of ' +
        'the "proxy_buffers"',
    );
  }
  const needsTrust = proxy.sslVerify && proxy.sslTrustedCertificate === null;
  if (needsTrust && proxy.pass?.scheme === 'https') {
    cf.failWithoutPlace('no proxy_ssl_trusted_certificate for proxy_ssl_verify');
  }
};
