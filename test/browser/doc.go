// Package browser tests the example shop in a browser: the card fields, the frames of payer
// authentication and the way back from them work only there. It is a module of its own, which
// nothing imports: the browser's driver is nobody else's dependency.
package browser
