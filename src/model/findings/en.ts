/**
 * Everything the quality report can find, but for the decoder's and the container's own issues, in English. A closed list: every language
 * has its keys. `{p}` is the number of packets in words, `{d}` what else is known; they and the rest are filled in by `findingText`.
 */
export const englishFindings = {
  locale: 'en',
  or: ' or ',
  packet: '1 packet',
  packets: '{n} packets',
  days: '{n} days',
  levels: {
    'center-sent': 'at the height sent with the frame centre',
    'slant-range': 'at the height that the slant range gives',
    'sea-level': 'at mean sea level',
    terrain: 'at the height of the terrain nearby',
  },
  lag: 'the lag spreads by {spread}',
  lagDrifting: 'the lag spreads by {spread} and drifts by {ppm} parts per million',
  silent: '{item} for {time}',
  issueOfPacket: 'Packet: {issue} ({n} times).',
  issueOfItem: 'Item {tag}: {issue} ({n} times).',
  transportOnce: 'Transport stream, {place}: {trouble}.',
  transportOften: 'Transport stream, {place}: {trouble} (first of {n} times).',
  sentences: {
    'checksum-invalid': 'The checksum does not fit the bytes of {p}: their values may be wrong.',
    'checksum-absent': 'There is no checksum in {p}: damage would not be noticed.',
    'time-absent': 'There is no time stamp in {p}: the time was taken from the container or from the packet before.',
    'time-back': 'The metadata time goes back at {p}, at most by {d}.',
    'time-forward': 'The metadata time jumps ahead at {p}, at most by {d}.',
    'time-repeated': 'The time stamp of the packet before is repeated in {p}.',
    'time-gap': 'Metadata is missing before {p}; the longest gap lasts {d}.',
    'lag-unsteady': 'The metadata time does not keep pace with the video: {d}.',
    'packet-repeated': 'The same bytes came before: {p}.',
    'value-impossible':
      'A number cannot be what it says in {p} (no finite number, no place on earth): it was left out.',
    'track-bridged':
      'Positions pause before {p}: the track is straight there, {d} in all, and the aircraft flew at least that far.',
    'motion-unknown':
      'How fast the aircraft moved is not known for {p}: what an error of the time does is not in their CE90.',
    'speed-zero':
      'The ground speed is sent as zero in {p}, while the positions move at up to {d}: it is taken as not known.',
    'position-absent': "The sensor's position or height is not in {p}.",
    'position-null':
      "The sensor's position is exactly 0 N 0 E in {p}: a receiver without a fix, most likely. It is left out.",
    'position-jump': 'No aircraft could have come to the position in {p}; the farthest is off by {d}.',
    'angles-absent': 'Angles or fields of view are not complete in {p}: no line of sight can be cast.',
    'fov-zero': 'The field of view is zero in {p}.',
    'roll-assumed': "The sensor's relative roll is not in {p}; it was taken as zero.",
    aimed:
      'The angles of {p} are missing or contradict the frame centre, which the slant range bears out: the sensor is taken to look at that centre.',
    'below-ground': 'The sensor is below the terrain in {p}, at most by {d}.',
    'looks-up': 'The sensor lies lower than the frame centre it is said to look at in {p}.',
    'center-disagrees': 'The frame centre as sent is far from where the pose looks in {p}: the median is {d}.',
    'corners-disagree': 'The corners as sent are far from where the pose puts them in {p}: the median is {d}.',
    'corners-crossed': 'The corners as sent are not in order around the image in {p}.',
    'slant-range-disagrees':
      'The slant range does not fit the positions of sensor and frame centre in {p}: at most by {d}.',
    'footprint-contradicted':
      'Angles and frame centre speak of different ground in {p}, and nothing tells which is right: no ground is claimed on the word of the angles.',
    'footprint-beyond-range':
      'All of the footprint lies farther from the sensor than {d} in {p}: position and footprint may not belong together, and no ground is claimed.',
    'footprint-absent': 'No ground can be placed under {p}.',
    'footprint-clipped':
      'The image reaches over the horizon or too far in {p}: ground beyond {d} is not counted as seen.',
    'ground-assumed': 'No height of the ground is known for {p}: it was taken to lie at mean sea level.',
    'terrain-absent':
      'Ground that is seen in {p} lies outside the terrain given, or in a void of it: level ground took its place, {d}.',
    'terrain-crossed':
      'Lines of sight of {p} come to the terrain over ground that it does not hold: a ridge there would hide what is said to be seen.',
    'height-twice': 'Items 75 and 104 are both in {p}; ST 0902 allows one of them.',
    'minimum-item-missing': 'Items of the minimum metadata set (ST 0902) are never sent: {d}.',
    'minimum-item-late': 'Items of the minimum metadata set are silent for more than the 30 s of ST 0902: {d}.',
    'pixels-assumed': 'The size of the image is not known; sample distances are for {d} pixels.',
    'looks-too-narrow': 'Footprints narrower than a cell of the coverage were not counted in it: {p}.',
    'frames-thinned': 'Of {total} packets, one in {stride} is kept as a frame.',
  },
} as const;
