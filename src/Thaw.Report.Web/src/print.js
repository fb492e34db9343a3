// On paper everything is open, and the charts are as wide as the page.

const PAPER_WIDTH = 700;

export function wirePrinting(charts) {
  const opened = [];
  addEventListener('beforeprint', () => {
    for (const body of document.querySelectorAll('.finding .body[hidden]')) {
      body.hidden = false;
      opened.push(body);
    }
    for (const chart of charts) chart.draw(PAPER_WIDTH);
  });
  addEventListener('afterprint', () => {
    for (const body of opened.splice(0)) body.hidden = true;
    for (const chart of charts) chart.draw();
  });
}
