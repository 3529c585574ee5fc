import { defineSet, item } from './descriptor.ts';
import { berOid } from './integers.ts';
import { intVariable, timeUs, uintFixed, uintVariable } from './numbers.ts';

/** Universal key of the Composite Imaging Local Set (ST 1602). */
export const st1602Key = '060e2b34020b01010e01030302000000';

/** MISB ST 1602, Composite Imaging Local Set. Positions count from the top left corner of the image. */
export const st1602 = defineSet('ST1602', 'Composite Imaging Local Set', {
  1: item('timeUs', 'Precision Time Stamp', 'us', timeUs()),
  2: item('documentVersion', 'Document Version', '', berOid()),
  3: item('sourceImageRowsPixels', 'Source Image Rows', 'px', uintVariable()),
  4: item('sourceImageColumnsPixels', 'Source Image Columns', 'px', uintVariable()),
  5: item('sourceAoiRowsPixels', 'Source Image AOI Rows', 'px', uintVariable()),
  6: item('sourceAoiColumnsPixels', 'Source Image AOI Columns', 'px', uintVariable()),
  7: item('sourceAoiPositionXPixels', 'Source Image AOI Position X', 'px', intVariable()),
  8: item('sourceAoiPositionYPixels', 'Source Image AOI Position Y', 'px', intVariable()),
  9: item('subImageRowsPixels', 'Sub-Image Rows', 'px', uintVariable()),
  10: item('subImageColumnsPixels', 'Sub-Image Columns', 'px', uintVariable()),
  11: item('subImagePositionXPixels', 'Sub-Image Position X', 'px', intVariable()),
  12: item('subImagePositionYPixels', 'Sub-Image Position Y', 'px', intVariable()),
  13: item('activeSubImageRowsPixels', 'Active Sub-Image Rows', 'px', uintVariable()),
  14: item('activeSubImageColumnsPixels', 'Active Sub-Image Columns', 'px', uintVariable()),
  15: item('activeSubImageOffsetXPixels', 'Active Sub-Image Offset X', 'px', intVariable()),
  16: item('activeSubImageOffsetYPixels', 'Active Sub-Image Offset Y', 'px', intVariable()),
  17: item('transparency', 'Transparency', '', uintFixed(1)),
  18: item('zOrder', 'Z-Order', '', uintFixed(1)),
});
