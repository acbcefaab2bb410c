// What the measurements of this folder share.

/** The number in the middle, written with one digit. */
export const median = numbers => [...numbers].sort((a, b) => a - b)[numbers.length >> 1].toFixed(1);

/** Adds to a script of the site on its way to a page. */
export const change = (page, name, how) => page.route(new RegExp(`/assets/${name}-`), async route => {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, body: how(await answer.text()) });
});
