// The simulator's only door: what everything outside src/sim may use.

export type { ErrorPage, NetError } from './client/browser/net-error.ts';
export type { CurlOutput } from './client/curl-output.ts';
export type { ClientRequestHandle, HttpClient } from './client/http-client.ts';
export type { Latencies } from './client/latency-histogram.ts';
export type { LoadGenerator } from './client/load.ts';
export {
  type AnswerCount,
  type LoadReport,
  LoadReports,
  type LoadSecond,
} from './client/load-report.ts';
export type { LoadSummary } from './client/load-summary.ts';
export type { ClientOutcome } from './client/outcome.ts';
export type { ClientRequest } from './client/request.ts';
export type { FileNode, FileStatus, FileSystem, TreeNode } from './files/file-system.ts';
export { Pack } from './files/pack.ts';
export type { DrivenRun, Driver, Phase } from './kernel/driver.ts';
export type { Micros } from './kernel/event-queue.ts';
export type { Kernel } from './kernel/kernel.ts';
export type { TraceEvent, TraceEvents } from './kernel/trace.ts';
export type { Endpoint } from './net/endpoint.ts';
export type { Network } from './net/network.ts';
export type { Algorithms } from './node/algorithms.ts';
export { GuestRealm } from './node/guest-realm.ts';
export { type LibraryConstants, libraryFromPacks, type NodeLibrary } from './node/library.ts';
export { ALGORITHMS_ID, MissingPackError } from './node/missing-pack.ts';
export { installedFiles } from './node/package-packs.ts';
export {
  type FirstPackage,
  hasFirstPart,
  PACKAGE_NAMES,
  type PackageName,
} from './node/packages.ts';
export { LIBRARY_PACKS, OLDER_RELEASES } from './node/packs.ts';
export {
  MissingParserError,
  type PreparedScript,
  type ScriptPreparer,
  ScriptSyntaxError,
} from './node/prepare/prepared.ts';
export { type PreparedEntry, recordAnswers, useAnswers } from './node/prepare/prepared-cache.ts';
export { DEFAULT_NODE, NODE_MAJORS, type NodeMajor, type OlderMajor } from './node/release.ts';
export type { LlhttpExports, LlhttpImports, ParsedUrl, Platform } from './platform.ts';
export {
  MissingDatabaseError,
  type RawDatabase,
  type TakeDatabase,
} from './postgres/pglite/raw-database.ts';
export type { Machine } from './process/machine.ts';
export type { Process, ProcessExit, Signal } from './process/process.ts';
export type { Supervisor } from './process/supervisor.ts';
export type { Command, LoggedCommand, RequestSpec } from './scenario/command.ts';
export type { Fault, FaultTarget, ScheduledFault } from './scenario/fault.ts';
export type { HostService } from './scenario/host-service.ts';
export type { LoadSpec } from './scenario/load-board.ts';
export type { PackageFiles } from './scenario/node-service.ts';
export { MissingPeerError, type PeerFactories, type PeerKind } from './scenario/peers.ts';
export {
  FAULT_TYPES,
  FaultError,
  readFault,
  readFaultTarget,
  readScheduledFault,
} from './scenario/read-fault.ts';
export { LoadError, mostSends, readLoad } from './scenario/read-load.ts';
export { readServiceFault, serviceFaultNames } from './scenario/read-service-fault.ts';
export type {
  HostFile,
  HostSpec,
  PeerHost,
  SystemSpec,
  WorldSource,
} from './scenario/system.ts';
export {
  type Completion,
  MissingTerminalError,
  type Terminal,
  type TerminalFactory,
  type TerminalSignal,
  type TerminalWorld,
} from './scenario/terminal.ts';
export { type BrowserFactory, MissingBrowserError } from './scenario/visitor.ts';
export { World, type WorldServices } from './scenario/world.ts';
export { explain } from './why/explain.ts';
export type { Decision, Explanation, Hop, PeerCause } from './why/explanation.ts';
export { type EventOf, type ProxiedRequest, TraceIndex } from './why/trace-index.ts';
