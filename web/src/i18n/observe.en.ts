/** Texts of the map, the video pane and the timeline. */
export const observeEn = {
  'map.title': 'Map',
  'video.title': 'Video',
  'timeline.title': 'Timeline',
} as const;
