import type { MetadataAssembler } from './metadata.ts';
import type { ParsedPesHeader } from './pes.ts';
import type { SectionAssembler } from './psi.ts';
import type { Timeline } from './timeline.ts';
import type { ElementaryStream, PesHeader, ProgramMap } from './types.ts';
import type { VideoHeader } from './video-header.ts';

/** What is known of one program. */
export interface ProgramState {
  readonly programNumber: number;
  pmtPid: number;
  map: ProgramMap | undefined;
  mapCrc: number | undefined;
  readonly timeline: Timeline;
  videoPtsS: number | undefined;
}

/** What is known of one PID. Mutable and kept for the life of the stream: the packet loop allocates nothing. */
export class PidState {
  readonly pid: number;
  /** Last continuity counter; -1 before the first. */
  counter = -1;
  duplicates = 0;
  lastUnitStart = false;
  lastPayloadBytes = 0;
  sections: SectionAssembler | undefined = undefined;
  /** Timelines whose clock this PID carries. */
  clockFor: ProgramState[] = [];
  program: ProgramState | undefined = undefined;
  stream: ElementaryStream | undefined = undefined;

  pesOpen = false;
  pesOffset = 0;
  pesRandomAccess = false;
  header: ParsedPesHeader | undefined = undefined;
  publicHeader: PesHeader | undefined = undefined;
  /** First bytes of the PES packet; all of it where it is kept. */
  store: Uint8Array = new Uint8Array(0);
  stored = 0;
  /** Bytes of the PES packet worth storing. */
  keep = 0;
  /** Bytes of the PES packet seen. */
  seen = 0;
  /** Bytes the PES packet should have; 0 where unbounded or not yet known. */
  expected = 0;
  /** Whether it is decided what of the PES packet is kept. */
  decided = false;
  /** The PES packet was larger than may be put together. */
  cut = false;
  wanted = false;
  metadata: MetadataAssembler | undefined = undefined;
  video: VideoHeader | undefined = undefined;

  pesPackets = 0;
  fields = 0;
  bytes = 0;
  firstPtsS: number | undefined = undefined;
  lastPtsS: number | undefined = undefined;
  scrambledPackets = 0;

  constructor(pid: number) {
    this.pid = pid;
  }
}
