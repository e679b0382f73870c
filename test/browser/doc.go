// Package browser tests in a browser what works only there: the example shop with its card
// fields, the frames of payer authentication and the way back from them, and the page of the
// offline gateway. It is a module of its own, which nothing imports: the browser's driver is
// nobody else's dependency.
package browser
