// The anchors the template of a reference page adds by itself, so that checks and links know them.
// Headings of the body get theirs from their words (scan-mdx.ts); marks and causes from their ids.

/** The sections made from data, and their anchors (src/components/code-page/page-plan.ts). */
export const codePageSections = {
  fieldMarks: 'field-marks',
  causes: 'causes',
  platforms: 'by-platform',
  sendIt: 'send-it',
  alerts: 'alerts',
  effects: 'effects',
  confusedWith: 'confused-with',
} as const;

/** The anchor of one platform in the section "by platform". */
export function platformAnchor(platform: string): string {
  return `on-${platform}`;
}
