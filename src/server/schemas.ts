import { type TSchema, Type } from 'typebox';
import type { FindingDetail } from '../model/flight.ts';
import type {
  FlightView,
  FramesView,
  GroundView,
  KeyframesView,
  MovingView,
  PacketView,
  QualityView,
  VisitView,
} from '../model/views.ts';

/** The schemas of what the service takes and gives: they check requests, describe the service, and hold the tests' answers to the views. */

const exactly = { additionalProperties: false } as const;
const orNull = (schema: TSchema) => Type.Union([schema, Type.Null()]);
const Text = Type.String();
const Numeric = Type.Number();
const Index = Type.Integer({ minimum: 0 });
const ColumnSchema = Type.Array(orNull(Numeric));
const Whole = Type.Array(Type.Integer());
const FourColumns = Type.Tuple([ColumnSchema, ColumnSchema, ColumnSchema, ColumnSchema]);
const Ellipse = Type.Object({ semiMajorM: Numeric, semiMinorM: Numeric, orientationDeg: Numeric }, exactly);

/** A trouble by its name and values, for its text in other languages. */
const ReasonSchema = Type.Object({ name: Text, values: Type.Record(Text, Text) }, exactly);

export const ProblemSchema = Type.Object(
  {
    type: Text,
    status: Type.Integer(),
    code: Text,
    title: Text,
    detail: Text,
    cure: Text,
    reason: Type.Optional(ReasonSchema),
  },
  exactly,
);

const Playable = Type.Union([Type.Literal('direct'), Type.Literal('transcoded'), Type.Literal('unplayable')]);

const VideoSchema = Type.Object(
  {
    codec: Text,
    width: orNull(Type.Integer()),
    height: orNull(Type.Integer()),
    frames: Type.Integer(),
    frameRateHz: orNull(Numeric),
    firstPtsS: Numeric,
    lastPtsS: Numeric,
    playable: Playable,
    mediaType: Type.Union([Type.String(), Type.Null()]),
    reason: orNull(ReasonSchema),
  },
  exactly,
);

const MissionSchema = Type.Object(
  { missionId: orNull(Text), platform: orNull(Text), tail: orNull(Text), sensor: orNull(Text) },
  exactly,
);

export const FlightSchema = Type.Unsafe<FlightView>(
  Type.Object(
    {
      id: Text,
      name: Text,
      state: Type.Union([Type.Literal('reading'), Type.Literal('ready'), Type.Literal('failed')]),
      problem: orNull(
        Type.Object(
          { code: Text, title: Text, detail: Text, cure: Text, reason: Type.Optional(ReasonSchema) },
          exactly,
        ),
      ),
      simulated: Type.Boolean(),
      marking: Text,
      bytesTotal: Index,
      bytesRead: Index,
      packets: Index,
      frames: Index,
      startUs: orNull(Numeric),
      endUs: orNull(Numeric),
      mission: MissionSchema,
      video: orNull(VideoSchema),
      trackKm: Numeric,
      coveredKm2: Numeric,
      detections: Index,
      packetsWithIssues: Index,
    },
    exactly,
  ),
);

export const FlightsSchema = Type.Array(FlightSchema);

const DetectionSchema = Type.Object(
  {
    frame: Index,
    id: Type.Integer(),
    box: orNull(Type.Tuple([Numeric, Numeric, Numeric, Numeric])),
    at: orNull(Type.Tuple([Numeric, Numeric])),
    latitudeDeg: orNull(Numeric),
    longitudeDeg: orNull(Numeric),
  },
  exactly,
);

export const FramesSchema = Type.Unsafe<FramesView>(
  Type.Object(
    {
      from: Index,
      count: Index,
      total: Index,
      frame: Whole,
      packetIndex: Whole,
      timeUs: Type.Array(Numeric),
      ptsS: ColumnSchema,
      sensorLatitudeDeg: ColumnSchema,
      sensorLongitudeDeg: ColumnSchema,
      sensorHeightM: ColumnSchema,
      headingDeg: ColumnSchema,
      pitchDeg: ColumnSchema,
      rollDeg: ColumnSchema,
      horizontalFovDeg: ColumnSchema,
      verticalFovDeg: ColumnSchema,
      cornerLatitudeDeg: FourColumns,
      cornerLongitudeDeg: FourColumns,
      centerLatitudeDeg: ColumnSchema,
      centerLongitudeDeg: ColumnSchema,
      centerHeightM: ColumnSchema,
      ce90M: ColumnSchema,
      le90M: ColumnSchema,
      ellipseMajorM: ColumnSchema,
      ellipseMinorM: ColumnSchema,
      ellipseOrientationDeg: ColumnSchema,
      slantRangeM: ColumnSchema,
      gsdM: ColumnSchema,
      grazingDeg: ColumnSchema,
      lookAzimuthDeg: ColumnSchema,
      groundSpeedMps: ColumnSchema,
      checksum: ColumnSchema,
      issues: Whole,
      detections: Type.Array(DetectionSchema),
    },
    exactly,
  ),
);

const ItemSchema = Type.Object({ name: Text, value: Type.Unknown(), unit: Text, raw: Type.Unknown() }, exactly);

export const PacketSchema = Type.Unsafe<PacketView>(
  Type.Object(
    {
      index: Index,
      offset: Index,
      pid: orNull(Index),
      pts: orNull(Numeric),
      ptsS: orNull(Numeric),
      set: Text,
      key: Text,
      checksum: Text,
      timeUtc: orNull(Text),
      items: Type.Record(Text, ItemSchema),
      issues: Type.Array(Type.Object({ tag: Text, offset: Type.Integer(), code: Text, message: Text }, exactly)),
    },
    exactly,
  ),
);

const Agreement = Type.Object({ medianM: Numeric, p90M: Numeric, samples: Index }, exactly);

export const QualitySchema = Type.Unsafe<QualityView>(
  Type.Object(
    {
      packets: Index,
      checksum: Type.Object({ valid: Index, invalid: Index, absent: Index }, exactly),
      durationS: Numeric,
      rateHz: Type.Optional(Numeric),
      longestGapS: Numeric,
      timeJumps: Index,
      lag: Type.Optional(
        Type.Object(
          {
            meanS: Numeric,
            sdS: Numeric,
            driftPpm: Type.Optional(Numeric),
            samples: Type.Optional(Index),
          },
          exactly,
        ),
      ),
      missingMinimumItems: Type.Array(
        Type.Object({ tag: Index, name: Text, share: Numeric, longestSilenceS: Type.Optional(Numeric) }, exactly),
      ),
      findings: Type.Array(
        Type.Object(
          {
            code: Text,
            severity: Type.Union([Type.Literal('note'), Type.Literal('warning'), Type.Literal('fault')]),
            message: Text,
            detail: Type.Unsafe<FindingDetail>(Type.Object({ kind: Text }, { additionalProperties: true })),
            count: Index,
            packetIndices: Whole,
            tag: Type.Optional(Text),
          },
          exactly,
        ),
      ),
      packetsWithIssues: Type.Optional(Index),
      centerAgreement: Type.Optional(Agreement),
      cornerAgreement: Type.Optional(Agreement),
    },
    exactly,
  ),
);

export const GroundSchema = Type.Unsafe<GroundView>(
  Type.Object(
    {
      frame: Index,
      x: Numeric,
      y: Numeric,
      latitudeDeg: Numeric,
      longitudeDeg: Numeric,
      heightM: Numeric,
      heightMslM: Numeric,
      mgrs: Text,
      ellipse90: Ellipse,
      ce90M: Numeric,
      le90M: Numeric,
      errorSource: Type.Union([Type.Literal('st1010'), Type.Literal('budget')]),
      budgetName: Text,
      contributors: Type.Array(Type.Object({ name: Text, share: Numeric }, exactly)),
      slantRangeM: Numeric,
      grazingDeg: Numeric,
      terrain: Text,
      level: orNull(
        Type.Union([
          Type.Literal('center-sent'),
          Type.Literal('slant-range'),
          Type.Literal('sea-level'),
          Type.Literal('terrain'),
        ]),
      ),
    },
    exactly,
  ),
);

export const VisitsSchema = Type.Unsafe<readonly VisitView[]>(
  Type.Array(
    Type.Object(
      {
        firstFrame: Index,
        lastFrame: Index,
        firstUs: Numeric,
        lastUs: Numeric,
        frames: Index,
        bestFrame: Index,
        bestGsdM: orNull(Numeric),
        grazingDeg: orNull(Numeric),
      },
      exactly,
    ),
  ),
);

export const MovingQuery = Type.Object({ frame: Index, number: Index }, exactly);
export const MovingSchema = Type.Unsafe<MovingView>(
  Type.Object(
    {
      report: DetectionSchema,
      firstFrame: Index,
      lastFrame: Index,
      firstUs: Numeric,
      lastUs: Numeric,
      reports: Index,
    },
    exactly,
  ),
);

export const KeyframesSchema = Type.Unsafe<KeyframesView>(Type.Object({ ptsS: Type.Array(Numeric) }, exactly));

/** What is no JSON made here: media, pictures, and GeoJSON made as text. */
export const BytesSchema = Type.Unsafe<unknown>(Type.String({ format: 'binary' }));
export const NothingSchema = Type.Unsafe<undefined>(Type.Null());

export const FlightParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
export const PacketParams = Type.Object({
  ...FlightParams.properties,
  index: Type.Integer({ minimum: 0, maximum: 2 ** 40 }),
});
export const TileParams = Type.Object({
  ...FlightParams.properties,
  z: Type.Integer({ minimum: 0, maximum: 20 }),
  x: Type.Integer({ minimum: 0, maximum: 2 ** 20 }),
  y: Type.Integer({ minimum: 0, maximum: 2 ** 20 }),
});
export const BaseParams = Type.Object({
  layer: Type.Union([Type.Literal('land'), Type.Literal('borders'), Type.Literal('states')]),
});
/** Frames that one request may ask for. */
export const mostFrames = 4096;
export const FramesQuery = Type.Object({
  from: Type.Integer({ minimum: 0, maximum: 2 ** 40, default: 0 }),
  count: Type.Integer({ minimum: 1, maximum: mostFrames, default: mostFrames }),
});
export const OverviewQuery = Type.Object({ points: Type.Integer({ minimum: 2, maximum: mostFrames, default: 1000 }) });
export const VisitsQuery = Type.Object({
  lat: Type.Number({ minimum: -90, maximum: 90 }),
  lon: Type.Number({ minimum: -360, maximum: 360 }),
});
export const VideoQuery = Type.Object({ fromS: Type.Number({ minimum: -1e9, maximum: 1e9, default: -1e9 }) });
export const UploadQuery = Type.Object({ name: Type.String({ minLength: 1, maxLength: 255 }) });
export const GroundBody = Type.Object(
  {
    frame: Type.Integer({ minimum: 0, maximum: 2 ** 40 }),
    x: Type.Number({ minimum: 0, maximum: 1 }),
    y: Type.Number({ minimum: 0, maximum: 1 }),
  },
  exactly,
);
