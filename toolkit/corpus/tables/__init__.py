"""Tables: texts already cut into turns or speeches, and columns of the user's own."""
