"use strict";

// This page is in the frame of the challenge: the page around it goes on.
window.parent.location = "/order";
