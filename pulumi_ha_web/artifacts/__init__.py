"""What the instances run: into the bucket, onto the fleet, and back. Needs boto3 alone, works on any bucket."""
