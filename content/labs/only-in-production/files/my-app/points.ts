/** The points a customer has collected. */
export async function pointsOf(customer: number): Promise<number> {
  const response = await fetch(`http://points-api/points/${customer}`);
  const { points } = (await response.json()) as { points: number };
  return points;
}
