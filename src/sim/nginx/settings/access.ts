// Settings that decide who may come in, and how much: allow and deny, passwords, auth_request,
// limits, the address behind a proxy.

import type { AddressRange } from '../config/address-range.ts';
import type { LogLevel, Place } from '../config/place.ts';
import type { Template } from '../config/template.ts';
import type { LimitConnZone, LimitReqZone } from '../limits/zones.ts';

/** `allow` or `deny`; a null range stands for `all` or, with `unix:`, for Unix sockets. */
export interface AccessRule {
  readonly range: AddressRange | 'all' | 'unix';
  readonly deny: boolean;
  readonly place: Place;
}

/** `limit_req`. Requests and excess are counted in thousandths, as nginx does. */
export interface ReqLimit {
  readonly zoneName: string;
  /** Known once the whole configuration has been read. */
  zone: LimitReqZone | null;
  readonly burst: number;
  /** Excess up to here is not delayed; infinite with `nodelay`. */
  readonly delay: number;
  readonly place: Place;
}

/** `limit_conn`. */
export interface ConnLimit {
  readonly zoneName: string;
  /** Known once the whole configuration has been read. */
  zone: LimitConnZone | null;
  readonly connections: number;
  readonly place: Place;
}

/** `auth_request_set`: a variable and what it is set to from the answer. */
export interface AuthRequestVariable {
  readonly name: string;
  readonly value: Template;
}

/** The settings about access and limits. */
export interface AccessSettings {
  readonly rules: readonly AccessRule[];
  /** The realm; null or `off` for none. */
  readonly basicRealm: Template | null;
  readonly basicUserFile: Template | null;
  /** Null for `off`. */
  readonly authRequest: string | null;
  readonly authRequestVariables: readonly AuthRequestVariable[];
  readonly reqLimits: readonly ReqLimit[];
  readonly limitReqStatus: number;
  readonly limitReqLogLevel: LogLevel;
  readonly limitReqDryRun: boolean;
  readonly connLimits: readonly ConnLimit[];
  readonly limitConnStatus: number;
  readonly limitConnLogLevel: LogLevel;
  readonly limitConnDryRun: boolean;
  readonly realIpFrom: readonly AddressRange[];
  readonly realIpHeader: string;
  readonly realIpRecursive: boolean;
}

/** Their defaults. */
export const ACCESS_DEFAULTS: AccessSettings = {
  rules: [],
  basicRealm: null,
  basicUserFile: null,
  authRequest: null,
  authRequestVariables: [],
  reqLimits: [],
  limitReqStatus: 503,
  limitReqLogLevel: 'error',
  limitReqDryRun: false,
  connLimits: [],
  limitConnStatus: 503,
  limitConnLogLevel: 'error',
  limitConnDryRun: false,
  realIpFrom: [],
  realIpHeader: 'X-Real-IP',
  realIpRecursive: false,
};
