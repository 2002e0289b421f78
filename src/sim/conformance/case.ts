// The shape of a conformance case: a client, perhaps an nginx, upstream programs, and a timeline.
// The format is documented beside the recordings (fixtures/README.md).

/** Text or bytes in a case: `{repeat}` and `{hex}` keep files small. */
export type Part =
  | string
  | {
      readonly text?: string;
      readonly repeat?: readonly [string, number];
      readonly hex?: string;
      readonly wait_ms?: number;
      readonly abort?: boolean | 'rst';
      readonly half_close?: boolean;
    };

/** One part or several. */
export type Parts = Part | readonly Part[];

/** A request of the timeline. */
export interface CaseRequest {
  readonly label?: string;
  readonly method?: string;
  readonly path?: string;
  readonly http_version?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly without_headers?: readonly string[];
  readonly body?: Parts;
  readonly raw?: Parts;
  readonly expect_continue?: boolean;
  readonly abort_after_ms?: number;
  readonly abort_with?: 'rst' | 'fin';
  readonly pause_reading_ms?: number;
  readonly client_timeout_ms?: number;
  readonly conn?: string;
  readonly port?: number;
  readonly connect_host?: string;
  readonly tls?: boolean;
  readonly servername?: string;
  readonly local_address?: string;
  readonly after_upgrade?: Parts;
  readonly upgrade_linger_ms?: number;
  readonly record_chunks?: boolean;
}

/** One step of a scripted server's connection. */
export interface ScriptStep {
  readonly read?: 'head' | 'request';
  readonly send?: Parts;
  readonly wait_ms?: number;
  readonly close?: 'fin' | 'rst';
  readonly hold?: boolean;
  readonly stop_reading?: boolean;
  readonly drain?: boolean;
  readonly loop_to?: number;
}

/** An upstream program. */
export interface CaseUpstream {
  readonly name: string;
  readonly kind: 'express' | 'net' | 'closed' | 'blackhole' | 'unreachable' | (string & {});
  readonly source?: string | readonly string[] | readonly (readonly ScriptStep[])[];
  readonly port?: number;
  readonly host?: string;
  readonly unix?: string;
  readonly tls?: boolean;
  readonly start?: boolean;
  /** Started when those without it listen. */
  readonly after?: boolean;
  /** What the harness waits for after the start: by default its host and port. */
  readonly wait_listen?: false | { readonly host: string; readonly port: number };
  readonly ulimit_n?: number;
  readonly backlog?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, CaseFile>>;
  readonly node_flags?: readonly string[];
  readonly dir?: string;
  readonly main?: string;
}

/** A file: its text, or how to make it. */
export type CaseFile =
  | string
  | readonly string[]
  | {
      readonly text?: string | readonly string[];
      readonly mode?: string;
      readonly repeat?: readonly [string, number];
      readonly symlink?: string;
      readonly dir?: boolean;
      readonly owner?: string;
    };

/** What a DNS zone says about a name. */
export type ZoneText = readonly string[] | string;

/** A step of the timeline. */
export interface CaseStep {
  readonly at_ms?: number;
  readonly request?: CaseRequest;
  readonly repeat?: number;
  readonly gap_ms?: number;
  readonly parallel?: number;
  readonly stagger_ms?: number;
  readonly wait_ms?: number;
  readonly fault?: { readonly target: string; readonly action: string };
  readonly wait_exit?: string;
  readonly timeout_ms?: number;
  readonly measure?: boolean;
  readonly nginx?: { readonly action: string; readonly conf?: readonly string[] };
  readonly file?: {
    readonly path: string;
    readonly text?: string | readonly string[];
    readonly remove?: boolean;
    readonly chmod?: string;
    readonly chown_root?: boolean;
  };
  readonly hosts?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly dns?: Readonly<Record<string, ZoneText>>;
  readonly list_dir?: string;
  readonly read_file?: string;
}

/** A whole case. */
export interface Case {
  readonly name: string;
  readonly kind: 'nginx' | 'nginx-config' | 'node';
  readonly topic: string;
  readonly nginx_conf?: readonly string[];
  readonly nginx_main?: readonly string[];
  readonly worker_connections?: number;
  readonly files?: Readonly<Record<string, CaseFile>>;
  readonly mounts?: readonly {
    readonly path: string;
    readonly size?: string;
    readonly nr_inodes?: number;
    readonly mode?: string;
  }[];
  readonly hosts?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly dns?: Readonly<Record<string, ZoneText>>;
  readonly dns_queries_unordered?: boolean;
  readonly ips?: readonly string[];
  readonly upstreams?: readonly CaseUpstream[];
  readonly timeline?: readonly CaseStep[];
  readonly connect?: { readonly port?: number };
  readonly port?: number;
  readonly unordered_logs?: boolean;
  readonly varies?: readonly string[];
  readonly linger_ms?: number;
  readonly args?: readonly string[];
}
